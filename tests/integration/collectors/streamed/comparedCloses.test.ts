import { createCloses } from '../../../../collectors/sources/streamed/audit/closes.ts';
import { newPairState } from '../../../../collectors/state/pairState.ts';
import { collectorsOf, type Market } from '../../../../markets/markets.js';
import { type Candle, FINAL, FORMING } from '../../../../model/candle.ts';
import { MOST_CLOSES, readCloses } from '../../../../store/reports/comparedCloses.ts';
import { openTestStore, type TestStore } from '../../../testStore.ts';

const MINUTE = 60_000;
const T0 = 1_790_000_040_000;

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());
beforeEach(() => test.store.redis.flushdb());

const collectorOf = (name: string, market: Market = 'spot') => {
  const collector = collectorsOf(market).find((each) => each.name === name);
  if (collector === undefined) throw new Error(`${market} has no ${name}`);
  return collector;
};

const candle = (index: number, close: string, { count = 3, state = FINAL } = {}): Candle => {
  const openTime = T0 + index * MINUTE;
  return [openTime, '9', '11', '8', close, '5', openTime + MINUTE - 1, '50', count, '2', '20', '0', state];
};
const rowOf = (one: Candle) => ({ score: one[0], member: JSON.stringify(one) });

function open() {
  const closes = createCloses(test, collectorOf('klines-1'));
  if (closes === null) throw new Error('candles of one minute are shown');
  const pair = newPairState({ code: 'btcusdt', symbol: 'BTCUSDT', key: 'spot:{btcusdt}:klines:1' });
  const shown = async () => (await readCloses(test.store, 'spot', 'btcusdt'))?.closes ?? [];
  return { closes, pair, shown };
}

it('closes of a stream stand beside those of REST, from the first on that it has told', async () => {
  const { closes, pair, shown } = open();
  closes.told(pair, rowOf(candle(1, '10.5')));
  closes.told(pair, rowOf(candle(2, '10.6')));
  await closes.compare(pair, [candle(0, '10.4'), candle(1, '10.5'), candle(2, '10.7')], T0 + 5 * MINUTE);
  expect(await shown()).toEqual([
    [T0 + MINUTE, '10.5', '10.5'],
    [T0 + 2 * MINUTE, '10.6', '10.7'],
  ]);
});

it('one that forms is none; one that a stream has not told is missing, unless nothing was traded in it', async () => {
  const { closes, pair, shown } = open();
  closes.told(pair, rowOf(candle(0, '10.5')));
  closes.told(pair, rowOf(candle(1, '10.6', { state: FORMING })));
  await closes.compare(pair, [candle(0, '10.5'), candle(1, '10.6'), candle(2, '10.6', { count: 0 })], T0 + 5 * MINUTE);
  expect(await shown()).toEqual([
    [T0, '10.5', '10.5'],
    [T0 + MINUTE, null, '10.6'],
  ]);
});

it('nothing is kept of a pair that no stream has told of, or that has left, nor while Redis is away', async () => {
  const { closes, pair, shown } = open();
  await closes.compare(pair, [candle(0, '10.5')], T0);
  closes.told(pair, rowOf(candle(0, '10.5')));
  pair.isRemoved = true;
  await closes.compare(pair, [candle(0, '10.5')], T0);
  expect(await shown()).toEqual([]);
  pair.isRemoved = false;
  const away = new Error('Connection is closed.');
  const get = jest.spyOn(test.store.redis, 'get').mockRejectedValueOnce(away);
  await closes.compare(pair, [candle(0, '10.5')], T0);
  get.mockRestore();
  expect(await shown()).toEqual([]);
});

it('so many are remembered of a pair as are kept', async () => {
  const { closes, pair, shown } = open();
  for (let index = 0; index < MOST_CLOSES + 3; index++) closes.told(pair, rowOf(candle(index, '10.5')));
  await closes.compare(pair, [candle(2, '10.5'), candle(3, '10.5')], T0);
  expect((await shown()).map(([time]) => time)).toEqual([T0 + 3 * MINUTE]);
});

it.each([
  ['spot', 'klines-5'],
  ['spot', 'trades'],
  ['usdm', 'usdm-klines-mark-1'],
] as const)('of %s, %s has none', (market, name) => {
  expect(createCloses(test, collectorOf(name, market))).toBeNull();
});
