import { LRUCache } from 'lru-cache';

/** Keeps the most recently used values, never more than `limit` of them. */
export interface Cache<Value> {
  get(key: string | number, make: () => Value): Value;
}

export function createCache<Value>(limit: number): Cache<Value> {
  // It takes its whole memory when it is made, and of most pairs nobody asks anything.
  let entries: LRUCache<string | number, { readonly value: Value }> | undefined;
  return {
    get(key, make) {
      entries ??= new LRUCache({ max: limit });
      let entry = entries.get(key);
      if (entry === undefined) {
        entry = { value: make() };
        entries.set(key, entry);
      }
      return entry.value;
    },
  };
}
