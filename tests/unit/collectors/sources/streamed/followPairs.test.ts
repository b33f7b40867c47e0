import { followedPair, sharedStream } from './followedPair.ts';

const lastTradeOf = (event: unknown) => event as number;

/** Others show that there was nothing to tell. */
function vouchedPair() {
  const made = followedPair({ lastTradeOf });
  made.at(500);
  made.tell(7);
  made.at(2_000);
  made.tell(7);
  made.at(2_001);
  expect(made.isHeard()).toBe(true);
  return made;
}

it('a stream that is only vouched for is doubted 3 s after others have told another trade', () => {
  const { at, tell, isHeard, distrusted } = vouchedPair();
  at(10_000);
  tell(8);
  at(12_900);
  expect(isHeard()).toBe(true);
  at(13_100);
  expect(isHeard()).toBe(false);
  expect(distrusted).toEqual(['it has not told trade 8, which others have; its last one is 7']);
});

it('one that has spoken has 6 s: candles are told each two seconds', () => {
  const { at, tell, speak, isHeard } = vouchedPair();
  speak(7);
  at(10_000);
  tell(8);
  at(15_900);
  expect(isHeard()).toBe(true);
  at(16_100);
  expect(isHeard()).toBe(false);
});

it('one that has lacked something is vouched for no more until it speaks', () => {
  const { at, tell, speak, renew, isHeard } = vouchedPair();
  at(10_000);
  tell(8);
  at(13_100);
  renew();
  at(14_000);
  tell(8);
  at(14_100);
  expect(isHeard()).toBe(false);
  speak(8);
  expect(isHeard()).toBe(true);
});

it('one of a busy pair is doubted as soon, though others tell another trade all the time', () => {
  const { at, tell, speak, isHeard } = vouchedPair();
  speak(7);
  for (let second = 10; second <= 16; second += 1) {
    at(second * 1_000);
    tell(second);
    at(second * 1_000 + 500);
  }
  expect(isHeard()).toBe(false);
});

it('one that tells now and then what others have told is well', () => {
  const { at, tell, speak, isHeard } = vouchedPair();
  for (let second = 10; second <= 40; second += 1) {
    at(second * 1_000);
    tell(second);
    if (second % 2 === 0) speak(second);
    at(second * 1_000 + 500);
  }
  expect(isHeard()).toBe(true);
});

describe('numbers of trades that begin anew', () => {
  const streams = ['btcusdt@aggTrade', 'btcusdt@kline_1m'];

  it.each([
    ['each second', 1_000],
    ['each fifth second', 5_000],
    ['twice a minute', 30_000],
  ])('are no lack of streams that tell them, with a trade %s', (_name, everyMs) => {
    const { at, speak, tell, distrusted, isHeard } = followedPair({ lastTradeOf, streams });
    for (let time = 2_000, id = 900_000; time < 600_000; time += 500) {
      if (time === 300_000) id = 1;
      if (time % everyMs === 0) {
        id++;
        speak(id);
        tell(id);
      }
      // Candles are told each two seconds.
      if (time % 2_000 === 500) speak(id, streams[1]);
      at(time);
    }
    expect([distrusted, isHeard()]).toEqual([[], true]);
  });

  it('are no lack of streams that were down meanwhile, and are asked for anew', () => {
    const { at, speak, down, renew, distrusted, isHeard } = followedPair({ lastTradeOf });
    at(58_000);
    speak(900_000);
    at(60_000);
    down();
    at(63_000);
    renew();
    for (let time = 64_000, id = 1; time < 120_000; time += 1_000) {
      if (time % 7_000 === 0) speak(++id);
      at(time);
    }
    expect([distrusted, isHeard()]).toEqual([[], true]);
  });

  it('are no lack of it either where REST lags, and tells those of before a while', () => {
    const { at, speak, tell, distrusted, isHeard } = followedPair({ lastTradeOf });
    speak(900_000);
    for (let time = 60_000, id = 1; time < 180_000; time += 1_000) {
      if (time % 10_000 === 0) speak(++id);
      if (time % 15_000 === 0) tell(time < 120_000 ? 900_000 : id);
      at(time);
    }
    expect([distrusted, isHeard()]).toEqual([[], true]);
  });

  it('are lacked by a stream that tells none of them', () => {
    const { at, speak, distrusted } = followedPair({ lastTradeOf, streams });
    for (let time = 2_000, id = 900_000; time < 100_000; time += 1_000) {
      if (time === 30_000) id = 1;
      speak(++id);
      if (time < 25_000) speak(id, streams[1]);
      at(time);
    }
    expect(distrusted).toEqual([expect.stringMatching(/^it has not told trade/)]);
  });
});

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

describe('a stream of which nobody else tells what it should have told', () => {
  it('counts as heard once it is carried', () => {
    const { pair, at, isHeard } = followedPair({ unproven: 'always' });
    expect(isHeard()).toBe(false);
    pair.series.newest = 7;
    at(100);
    expect(isHeard()).toBe(true);
  });

  it('does so while nothing is stored, if there may be nothing of the pair', () => {
    const { pair, at, isHeard } = followedPair({ unproven: 'while empty' });
    pair.series.newest = 7;
    at(100);
    expect(isHeard()).toBe(false);
    pair.series.newest = null;
    at(200);
    expect(isHeard()).toBe(true);
  });
});

it('an event of other pairs, on a stream that all share, tells nothing of the last trade', () => {
  const { at, tell, speak, isHeard, distrusted } = followedPair({ lastTradeOf, onEvent: () => 'of others' });
  at(1_000);
  tell(6);
  at(1_500);
  tell(7);
  at(1_600);
  for (let second = 2; second <= 9; second++) {
    at(second * 1_000);
    speak(7);
  }
  expect([isHeard(), distrusted.length]).toEqual([false, 1]);
});

describe('a stream that several pairs share', () => {
  /** A trade of a pair, that the exchange's other streams have told too. */
  function shared() {
    const made = sharedStream();
    made.at(1_000);
    for (const symbol of ['AUSDT', 'BUSDT']) made.tell(symbol, 7);
    for (const symbol of ['AUSDT', 'BUSDT']) made.speak(symbol, 7);
    return made;
  }

  it('is left to the others where it lacks something of one pair: to that alone it is down, until it speaks', () => {
    const { at, tell, speak, isHeard, distrusted, downs } = shared();
    for (let second = 2; second <= 30; second++) {
      at(second * 1_000);
      if (second === 5) tell('AUSDT', 8);
      speak('BUSDT', 7 + second);
    }
    expect([isHeard('AUSDT'), isHeard('BUSDT'), distrusted]).toEqual([false, true, []]);
    // Once: not again each few seconds.
    expect(downs).toEqual([['AUSDT', 'it has not told trade 8, which others have; its last one is 7']]);
    speak('AUSDT', 8);
    expect([isHeard('AUSDT'), isHeard('BUSDT')]).toEqual([true, true]);
  });

  it('is asked for anew where it brings nothing of any', () => {
    const { at, tell, isHeard, distrusted } = shared();
    for (let second = 2; second <= 14; second++) {
      at(second * 1_000);
      if (second === 5) tell('AUSDT', 8);
    }
    expect([isHeard('AUSDT'), isHeard('BUSDT'), distrusted.length]).toEqual([false, false, 1]);
  });

  it('is asked for anew, too, where it falls silent after one pair was left out', () => {
    const { at, tell, speak, distrusted, downs } = shared();
    for (let second = 2; second <= 40; second++) {
      at(second * 1_000);
      if (second === 5 || second > 24) tell('AUSDT', second + 3);
      if (second < 20) speak('BUSDT', 7 + second);
    }
    expect([downs[0]?.[0], distrusted.length]).toEqual(['AUSDT', 1]);
  });
});

describe('a pair of which nothing has come, and which REST has not served', () => {
  /** What is stored is the number of the last trade. */
  const open = (stored: string | null) => {
    const made = followedPair({ lastTradeOf, lastTradeIn: Number });
    made.pair.streamed.wholeSince = null;
    made.pair.series.newestMember = stored;
    made.at(100);
    return made;
  };
  const isWhole = ({ pair, isHeard }: ReturnType<typeof open>) => pair.streamed.wholeSince !== null && isHeard();

  it('is whole where what is stored ends with the last trade that others tell of while it is carried', () => {
    const made = open('7');
    made.tell(7);
    made.at(2_000);
    // Who tells it may have been late.
    expect(isWhole(made)).toBe(false);
    made.at(2_700);
    made.tell(7);
    made.at(2_800);
    expect(isWhole(made)).toBe(true);
  });

  it.each([
    ['ends before it', '6'],
    ['ends after it, as of a market before', '8'],
    ['is not known', null],
  ])('is not where what is stored %s', (_title, stored) => {
    const made = open(stored);
    made.at(5_000);
    made.tell(7);
    made.at(5_100);
    expect(isWhole(made)).toBe(false);
  });

  it('is not where its stream was down meanwhile', () => {
    const made = open('7');
    made.at(5_000);
    made.down();
    made.tell(7);
    made.at(5_100);
    expect(isWhole(made)).toBe(false);
  });

  it('is not where answers contradict what is stored', () => {
    const made = open('7');
    made.pair.series.doubt = { since: 0, outlivedSince: null };
    made.at(5_000);
    made.tell(7);
    made.at(5_100);
    expect(isWhole(made)).toBe(false);
  });
});
