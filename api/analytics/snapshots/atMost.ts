/** Does something as soon as it is its turn. */
export type Turns = <Made>(make: () => Promise<Made>) => Promise<Made>;

/** Makes turns of which so many at most are taken at the same time; the others wait, in their order. */
export function atMost(most: number): Turns {
  const waiting: (() => void)[] = [];
  let taken = 0;
  return async (make) => {
    if (taken < most) taken += 1;
    else await new Promise<void>((go) => void waiting.push(go));
    try {
      return await make();
    } finally {
      // Who waits takes this turn over.
      const next = waiting.shift();
      if (next === undefined) taken -= 1;
      else next();
    }
  };
}
