import { atBeat, BEAT_MS } from '../../../../../collectors/sources/streamed/beat.ts';

/** Resolves to how long after the call it was done, ms. */
const done = (ms: number): Promise<number> => {
  const begun = performance.now();
  return new Promise((resolve) => atBeat(ms, () => resolve(performance.now() - begun)));
};

describe('the beats of a process', () => {
  it('are never at once, and what is wanted of the past is done at the next one', async () => {
    let isDone = false;
    atBeat(-1_000, () => {
      isDone = true;
    });
    expect(isDone).toBe(false);
    await done(0);
    expect(isDone).toBe(true);
  });

  it('do what is far ahead in its time, though it shares its place with what is near', async () => {
    const farMs = 513 * BEAT_MS;
    const [near, far] = await Promise.all([done(BEAT_MS), done(farMs)]);
    expect(near).toBeLessThan(farMs / 2);
    expect(far).toBeGreaterThanOrEqual(farMs - 1);
  });

  it('keep the order of what is wanted, and do what is wanted meanwhile at a later one', async () => {
    const order: string[] = [];
    const again = new Promise<void>((resolve) => {
      atBeat(0, () => {
        order.push('first');
        atBeat(0, () => {
          order.push('again');
          resolve();
        });
      });
    });
    atBeat(0, () => order.push('second'));
    await again;
    expect(order).toEqual(['first', 'second', 'again']);
  });
});
