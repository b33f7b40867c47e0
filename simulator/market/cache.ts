/** Keeps the most recently used values, never more than `limit` of them. */
export interface Cache<Value> {
  get(key: string | number, make: () => Value): Value;
  readonly size: number;
}

export function createCache<Value>(limit: number): Cache<Value> {
  const entries = new Map<string | number, Value>();
  return {
    get(key, make) {
      const known = entries.get(key);
      if (known !== undefined) {
        // An entry moves to the young end only when it has become old enough to be in danger.
        if (entries.size >= limit) {
          entries.delete(key);
          entries.set(key, known);
        }
        return known;
      }
      const value = make();
      entries.set(key, value);
      if (entries.size > limit) {
        for (const oldest of entries.keys()) {
          entries.delete(oldest);
          break;
        }
      }
      return value;
    },
    get size() {
      return entries.size;
    },
  };
}
