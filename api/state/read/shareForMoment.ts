/** For so long other callers get the same answer instead of one made for them, ms. */
export const MOMENT_MS = 100;

/**
 * Makes a function whose results are shared by all who ask for the same thing at about the same time: while it is being made, and for
 * a moment afterwards. So nobody can overload the process or Redis by asking often. Failures are shared, too.
 */
export function shareForMoment<Value>(
  make: (name: string) => Promise<Value>,
  momentMs: number,
): (name: string) => Promise<Value> {
  const shared = new Map<string, Promise<Value>>();
  const forget = (name: string): void => {
    if (momentMs === 0) shared.delete(name);
    else setTimeout(() => shared.delete(name), momentMs).unref();
  };
  return (name) => {
    let made = shared.get(name);
    if (made === undefined) {
      made = make(name).finally(() => forget(name));
      shared.set(name, made);
    }
    return made;
  };
}
