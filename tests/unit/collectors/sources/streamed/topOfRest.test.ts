import { followedPair } from './followedPair.ts';

describe('a stream whose values REST tells otherwise', () => {
  const open = () => {
    const made = followedPair({ streams: ['btcusdt@depth@100ms'], topOf: (value) => value });
    made.pair.latest.value = 'of before';
    return made;
  };

  /** News come each 15 s, and never say what is stored. @returns when it was distrusted, ms */
  function firstDoubt(
    { at, tellTop, speak, distrusted }: ReturnType<typeof open>,
    from: number,
    to: number,
    everyMs: number,
  ) {
    for (let time = from; time < to; time += 100) {
      at(time);
      if (time % 15_000 === 0) tellTop(`of ${time}`);
      if (everyMs > 0 && time % everyMs === 0) speak(0);
      if (distrusted.length > 0) return time;
    }
    return null;
  }

  it.each([500, 5_000, 12_000, 25_000])(
    'is no silent one where it speaks each %i ms, from its first event on',
    (everyMs) => {
      expect(firstDoubt(open(), everyMs, 600_000, everyMs)).toBeNull();
    },
  );

  it.each([
    [100, 21_000],
    [1_000, 21_000],
    [5_000, 30_000],
  ])('is found out where it spoke each %i ms, %i ms after its last event at the latest', (everyMs, withinMs) => {
    for (const silentAt of [60_000, 67_000, 74_500]) {
      const made = open();
      expect(firstDoubt(made, 2_000, silentAt, everyMs)).toBeNull();
      const found = firstDoubt(made, silentAt, silentAt + 100_000, 0) ?? Number.POSITIVE_INFINITY;
      expect(found - silentAt).toBeLessThanOrEqual(withinMs);
    }
  });

  it('is found out, too, where it has spoken but once', () => {
    const made = open();
    made.at(2_000);
    made.speak(0);
    expect(firstDoubt(made, 2_100, 100_000, 0)).toBeLessThanOrEqual(45_000);
  });

  it.each(['down', 'leave'] as const)('is not expected to speak less often after a while without it: %s', (way) => {
    const made = open();
    expect(firstDoubt(made, 2_000, 30_000, 1_000)).toBeNull();
    made[way]();
    made.at(300_000);
    if (way === 'leave') made.followAgain();
    made.renew();
    expect(firstDoubt(made, 300_000, 310_000, 1_000)).toBeNull();
    expect(firstDoubt(made, 310_000, 400_000, 0)).toBeLessThanOrEqual(331_000);
  });
});
