/** Between two copies of a book, ms: sorting one takes a while. */
const COPY_EVERY_MS = 250;

/** Notes what has come of what is followed, by its name: when (ms of the machine's clock), what was thrown, books as they were, and when they were lost. */
export function record() {
  const all = {};
  const copied = new Map();
  const of = (name) => {
    all[name] ??= { times: [], errors: [], books: [], lost: [] };
    return all[name];
  };
  return {
    all,
    /** @param copy makes a copy of a book, where it is one */
    hear(name, copy) {
      const now = Date.now();
      of(name).times.push(now);
      if (copy === undefined || now - (copied.get(name) ?? 0) < COPY_EVERY_MS) return;
      copied.set(name, now);
      of(name).books.push(copy());
    },
    fail: (name, error) => void of(name).errors.push(`${error?.name}: ${error?.message ?? error}`),
    lose: (name, why) => void of(name).lost.push({ at: Date.now(), why }),
  };
}
