import type { Store, StoreClient } from './connect.ts';

/** How commands of one kind are sent together. */
export interface GatherOptions<Wanted, Reply> {
  /** Sends some of them as one command. Replies stand in their order. */
  readonly send: (store: Store, part: readonly Wanted[]) => Promise<readonly Reply[]>;
  /** What one of them counts. */
  readonly sizeOf: (wanted: Wanted) => number;
  /** One command holds no more, unless it is a single one: while Redis does it, it serves nobody else. */
  readonly most: number;
}

/** What is to be sent at the end of this moment. */
const ending = new WeakMap<Store, (() => void)[]>();

/** Sends at the end of this moment, in one piece with whatever else is sent then: each write of a socket costs as much as some values. */
function atEnd(store: Store, send: () => void): void {
  const known = ending.get(store);
  if (known !== undefined) {
    known.push(send);
    return;
  }
  const all = [send];
  ending.set(store, all);
  setImmediate(() => {
    ending.delete(store);
    // Undefined before the first connection. Who sends does not throw.
    const { stream } = store.redis as { readonly stream?: StoreClient['stream'] };
    stream?.cork();
    try {
      for (const each of all) each();
    } finally {
      stream?.uncork();
    }
  });
}

interface Waiting<Wanted, Reply> {
  readonly wanted: Wanted;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * What is wanted of a connection in one moment, whoever wants it, goes to Redis as few commands: that costs a third of as many single ones. What
 * this returns resolves to the reply, and rejects as the command does.
 */
export function gather<Wanted, Reply>(
  options: GatherOptions<Wanted, Reply>,
): (store: Store, wanted: Wanted) => Promise<Reply> {
  const ofStores = new WeakMap<Store, Waiting<Wanted, Reply>[]>();
  return (store, wanted) =>
    new Promise((resolve, reject) => {
      const each = { wanted, resolve, reject };
      const waiting = ofStores.get(store);
      if (waiting !== undefined) {
        waiting.push(each);
        return;
      }
      const all = [each];
      ofStores.set(store, all);
      atEnd(store, () => {
        ofStores.delete(store);
        for (const part of partsOf(all, options)) void send(store, part, options);
      });
    });
}

function* partsOf<Wanted, Reply>(
  all: readonly Waiting<Wanted, Reply>[],
  { sizeOf, most }: GatherOptions<Wanted, Reply>,
): Generator<readonly Waiting<Wanted, Reply>[]> {
  let part: Waiting<Wanted, Reply>[] = [];
  let size = 0;
  for (const each of all) {
    const own = sizeOf(each.wanted);
    if (part.length > 0 && size + own > most) {
      yield part;
      part = [];
      size = 0;
    }
    part.push(each);
    size += own;
  }
  yield part;
}

async function send<Wanted, Reply>(
  store: Store,
  part: readonly Waiting<Wanted, Reply>[],
  options: GatherOptions<Wanted, Reply>,
): Promise<void> {
  try {
    const replies = await options.send(
      store,
      part.map(({ wanted }) => wanted),
    );
    for (const [index, { resolve, reject }] of part.entries()) {
      const reply = replies[index];
      if (reply === undefined) reject(new TypeError('fewer replies than were asked for'));
      else resolve(reply);
    }
  } catch (error) {
    for (const { reject } of part) reject(error);
  }
}
