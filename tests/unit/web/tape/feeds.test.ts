import { LiquidationFeed } from '../../../../web/panels/tape/liquidationFeed.ts';
import { TapeFeed } from '../../../../web/panels/tape/tapeFeed.ts';
import { answerWith, told } from '../api.ts';

// Nothing is drawn here.
jest.mock('preact/hooks', () => ({}));

const DAY = Date.UTC(2026, 10, 27);
const trade = (id: number) => ({ id, time: DAY + id, price: '2', qty: '5', isBuyerMaker: false });
const trades = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => trade(from + index));
const liquidation = (id: number) => ({
  id,
  time: DAY + id,
  side: 'SELL',
  averagePrice: '1',
  filledQty: '1',
  quoteValue: '1',
});

/** A page of GetData of those that are stored. */
const pageOf = <Row extends { id: number }>(stored: readonly Row[], before: number | null) => {
  const below = stored.filter(({ id }) => id < (before ?? Number.POSITIVE_INFINITY)).toReversed();
  return { data: below.slice(0, 10), next: below.length > 10 ? 'more' : null };
};
const rows = (data: readonly unknown[], more: object = {}) => told('rows', { data, ...more });

const feeds: { stop(): void }[] = [];
/** Is looked at, as long as the test lasts. */
const lookAt = <Feed extends TapeFeed | LiquidationFeed>(feed: Feed): Feed => {
  const end = feed.start('spot:btcusdt:of');
  feeds.push({ stop: end });
  feed.isLookedAt = true;
  return feed;
};
const tapeFeed = () => lookAt(new TapeFeed('type=trades', 0, () => undefined));
const idsOf = ({ tape }: TapeFeed) =>
  tape.lines().map((line) => (line.kind === 'trade' ? line.trade.id : -line.hole.to));

beforeEach(() => jest.useFakeTimers({ doNotFake: ['performance', 'queueMicrotask', 'setImmediate', 'nextTick'] }));
afterEach(() => {
  for (const feed of feeds.splice(0)) feed.stop();
  jest.useRealTimers();
  jest.restoreAllMocks();
});
/** What is answered at once has come. */
const settle = async () => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
};
const later = async () => {
  await jest.advanceTimersByTimeAsync(6_000);
  await settle();
};

describe('the tape', () => {
  it('knows of no trade before the first rows: others may be told that nothing has changed', () => {
    const feed = tapeFeed();
    feed.onEvent(told('age', {}));
    expect(feed.told).toBeNull();
    feed.onEvent(rows([], { age: null, first: true }));
    feed.onEvent(told('age', { age: null }));
    expect(feed.told).toMatchObject({ age: null });
  });

  it('history that cannot be read is read later, and what was read of it stays', async () => {
    const asked = answerWith((before) => {
      if (before !== 40 || asked.length > 4) return pageOf(trades(1, 50), before);
      throw new Error('away');
    });
    const feed = tapeFeed();
    feed.onEvent(rows(trades(50, 59), { first: true }));
    await settle();
    expect([idsOf(feed).length, idsOf(feed).at(-1)]).toEqual([20, 40]);
    await later();
    await later();
    expect(idsOf(feed)).toEqual(
      trades(1, 59)
        .map(({ id }) => id)
        .reverse(),
    );
  });

  it('what failed is named, read again, and does not keep others waiting', async () => {
    let isAway = true;
    answerWith((before) => {
      if (isAway && before === 15) throw new Error('away');
      return pageOf(trades(1, 40), before);
    });
    const feed = tapeFeed();
    feed.onEvent(rows(trades(1, 10), { first: true }));
    await settle();
    feed.onEvent(rows(trades(15, 20), { first: true }));
    await settle();
    const [hole] = feed.tape.seen.holes;
    expect(hole && feed.missing(hole)).toMatchObject({ message: expect.stringContaining('cannot be reached') });
    feed.onEvent(rows(trades(25, 30)));
    await later();
    expect(idsOf(feed)).toEqual([
      ...trades(15, 30)
        .map(({ id }) => id)
        .reverse(),
      -14,
      ...trades(1, 10)
        .map(({ id }) => id)
        .reverse(),
    ]);
    isAway = false;
    await later();
    expect(idsOf(feed)).toEqual(
      trades(1, 30)
        .map(({ id }) => id)
        .reverse(),
    );
  });

  it('what was not stored may be when all is told anew', async () => {
    let stored = [...trades(1, 10), ...trades(15, 20)];
    answerWith((before) => pageOf(stored, before));
    const feed = tapeFeed();
    feed.onEvent(rows(trades(1, 10), { first: true }));
    feed.onEvent(rows(trades(15, 20)));
    await settle();
    expect(feed.tape.seen.holes.map((hole) => feed.missing(hole))).toEqual(['absent']);
    stored = trades(1, 20);
    feed.onEvent(rows(trades(15, 20), { first: true }));
    await settle();
    expect(idsOf(feed)).toEqual(
      trades(1, 20)
        .map(({ id }) => id)
        .reverse(),
    );
  });

  it('an answer to what was asked before all began anew is not of the new trades', async () => {
    let answer: (value: unknown) => void = () => undefined;
    answerWith((before) =>
      before === 50 ? new Promise((resolve) => (answer = resolve)) : pageOf(trades(1, 4), before),
    );
    const feed = tapeFeed();
    feed.onEvent(rows(trades(50, 59), { first: true }));
    await settle();
    feed.onEvent(rows(trades(5, 6), { reset: true }));
    answer(pageOf(trades(1, 49), 50));
    await settle();
    expect(idsOf(feed)).toEqual([6, 5, 4, 3, 2, 1]);
  });
});

describe('liquidations', () => {
  const feedOf = () => lookAt(new LiquidationFeed('type=liquidations', () => undefined));
  const belowOf = ({ list }: LiquidationFeed) => list.told.map(({ row, below }) => [row.id, below]);

  it('what cannot be read is named, and read later', async () => {
    let isAway = true;
    answerWith((before) => {
      if (isAway) throw new Error('away');
      return pageOf([1, 3, 7].map(liquidation), before);
    });
    const feed = feedOf();
    feed.onEvent(rows([liquidation(7)], { first: true }));
    await settle();
    expect(belowOf(feed)).toEqual([[7, 'unknown']]);
    isAway = false;
    await later();
    expect(belowOf(feed)).toEqual([7, 3, 1].map((id) => [id, 'known']));
  });

  it('ends with nothing asked for any more', async () => {
    const asked = answerWith(() => {
      throw new Error('away');
    });
    const feed = feedOf();
    feed.onEvent(rows([liquidation(7)], { first: true }));
    await settle();
    feeds.pop()?.stop();
    await later();
    expect(asked).toHaveLength(1);
  });
});
