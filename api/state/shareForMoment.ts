/** What is read and rendered for one caller is good enough for others who ask so soon after, ms. */
export const MOMENT_MS = 100;

/**
 * Makes a function that makes each thing once for all who ask for it at one time: while it is being made, and for a moment after.
 * So nobody can load the process, or Redis, by asking. Failures are shared too.
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
