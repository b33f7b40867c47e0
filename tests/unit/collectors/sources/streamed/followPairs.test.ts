import { followedPair, lastTradeOf } from './followedPair.ts';

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

it('what happened while no socket carried it, it need not tell', () => {
  const { at, tell, down, renew, distrusted } = followedPair({ lastTradeOf });
  at(1_000);
  down();
  for (const [ms, id] of [
    [2_000, 7],
    [20_000, 8],
  ] as const) {
    at(ms);
    tell(id);
  }
  at(30_000);
  renew();
  at(30_100);
  expect(distrusted).toEqual([]);
  at(31_000);
  tell(8);
  at(40_000);
  tell(9);
  at(46_100);
  expect(distrusted).toEqual(['it has not told trade 9, which others have; its last one is 8']);
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

describe('a quiet pair, whose last trade may have been after the answer of REST', () => {
  const open = () => {
    const made = followedPair({ lastTradeOf });
    made.pair.streamed.rest.askedAt = 1_000;
    made.at(1_500);
    made.tell(7);
    return made;
  };
  const isAskedAnew = ({ pair: { streamed } }: ReturnType<typeof open>) =>
    streamed.wholeSince === null && streamed.rest.askedAt === Number.NEGATIVE_INFINITY;

  it('is asked for anew, once it has been quiet for five seconds, and is borne out by what is told after that', () => {
    const made = open();
    made.at(6_400);
    expect(isAskedAnew(made)).toBe(false);
    made.at(6_600);
    expect(isAskedAnew(made)).toBe(true);
    made.pair.streamed.wholeSince = 6_700;
    made.at(9_000);
    made.tell(7);
    made.at(9_001);
    expect(made.isHeard()).toBe(true);
  });

  it('is not where a later answer has come since, which can be borne out', () => {
    const made = open();
    made.pair.streamed.rest.servedAt = 2_000;
    made.at(6_600);
    expect([isAskedAnew(made), made.pair.streamed.wholeSince]).toEqual([false, 2_000]);
  });

  it('is not asked for twice where a later answer is on its way', () => {
    const made = open();
    made.pair.streamed.rest.askedAt = 2_000;
    made.at(6_600);
    expect(made.pair.streamed).toMatchObject({ wholeSince: null, rest: { askedAt: 2_000 } });
  });

  it('is not while it trades', () => {
    const made = open();
    for (const id of [8, 9, 10]) {
      made.at((id - 4) * 500);
      made.tell(id);
      made.at((id - 4) * 500 + 100);
    }
    made.at(6_900);
    expect(isAskedAnew(made)).toBe(false);
  });

  it('is not where its stream has lacked something: that must speak itself', () => {
    const made = vouchedPair();
    made.at(10_000);
    made.tell(8);
    made.at(13_100);
    made.renew();
    made.at(14_000);
    made.tell(9);
    made.at(19_500);
    expect([made.isHeard(), isAskedAnew(made)]).toEqual([false, false]);
  });
});
