import { LRUCache } from 'lru-cache';

/** Keeps the most recently used values, never more than `limit` of them. */
export interface Cache<Value> {
  get(key: string | number, make: () => Value): Value;
}

export function createCache<Value>(limit: number): Cache<Value> {
  const entries = new LRUCache<string | number, { readonly value: Value }>({ max: limit });
  return {
    get(key, make) {
      let entry = entries.get(key);
      if (entry === undefined) {
        entry = { value: make() };
        entries.set(key, entry);
      }
      return entry.value;
    },
  };
}
