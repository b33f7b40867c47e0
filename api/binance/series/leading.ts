import { NoRoom } from '../../../gateway/callers/callerGate.ts';

/**
 * Makes a function that does what several callers want once for all who want it meanwhile, in the name of the first of them. Where that one has
 * no weight left, the next one's is taken: who asks for too much takes nothing from others.
 */
export function createLeading<T>() {
  /** By name. */
  const running = new Map<string, { readonly caller: string; readonly result: Promise<T> }>();

  /** @throws what `work` throws */
  return async (name: string, caller: string, work: () => Promise<T>): Promise<T> => {
    for (;;) {
      const joined = running.get(name);
      if (joined === undefined) {
        const result = work().finally(() => running.delete(name));
        running.set(name, { caller, result });
        return result;
      }
      try {
        return await joined.result;
      } catch (error) {
        const isOfOther = error instanceof NoRoom && error.code === 'throttled' && joined.caller !== caller;
        if (!isOfOther) throw error;
      }
    }
  };
}
