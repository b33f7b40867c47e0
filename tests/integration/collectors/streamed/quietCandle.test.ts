import { seriesSetup } from '../../../../collectors/ingest/seriesSetup.ts';
import { auditCandles } from '../../../../collectors/sources/streamed/audit/auditCandles.ts';
import { createRecorder } from '../../../../collectors/sources/streamed/audit/recorder.ts';
import { klinesCurrentQuarter } from '../../../../exchanges/binance/usdm/feeds/klinesCurrentQuarter.ts';
import { usdm } from '../../../../markets/usdm.js';
import { candleShapeOf } from '../../../../model/candle.ts';
import { dataKey } from '../../../../store/redis/keys.ts';
import { openTestStore, type TestStore } from '../../../testStore.ts';
import { workerAlone } from '../workerAlone.ts';

const NOW = Date.UTC(2026, 10, 24, 10, 7, 35);
const QUIET_MS = 60_000;
const DAY = 86_400_000;
const OPEN = NOW - (NOW % DAY);

let test: TestStore;
beforeEach(async () => {
  test = await openTestStore();
});
afterEach(() => test.close());

/** The candle of today with so many trades. */
const candle = (trades: number) => [
  ...[OPEN, '10.1', '10.9', '10.0', '10.5', '5', OPEN + DAY - 1, '50', trades, '2', '20', '0'],
];

/** What the audit says of a candle of which the stream has told three trades, and nothing since. @param told trades that REST knows */
async function verdictOf(told: number, quietMs: number) {
  const feed = klinesCurrentQuarter({}, 1440);
  const exchange = { get: () => Promise.reject(new Error('nobody asks')), close: () => undefined };
  const { context, settings, pair } = workerAlone({
    ...{ test, exchange, now: NOW, worker: 'a test', feedName: 'klines', feed, retention: 500 },
    key: dataKey('usdm', 'btcusdt', 'klines-current-quarter', 1440),
  });
  const shape = candleShapeOf(usdm.feeds['klines-current-quarter']);
  const setup = seriesSetup(context, settings);
  const recorder = createRecorder<string>();
  const audited = auditCandles({
    ...{ context, streamed: { interval: 1440 }, setup, shape, recorder, forget: () => undefined },
  });
  const query = { pairs: ['BTCUSDT'], asOf: NOW, uncertainty: 1 };
  const answer = (trades: number) => ({ data: [candle(trades)], text: '', path: 'an answer' });
  const judged = setup.ingest.judge(pair, answer(3), query);
  await setup.ingest.takeNewest({ pair, series: pair.series }, judged, { asOf: NOW, source: 'a test', isEnd: true });
  const now = context.clock.monotonic();
  Object.assign(pair.streamed, { wholeSince: now - 2 * QUIET_MS, heardAt: now - quietMs });
  const recording = audited.record([pair]);
  return (await recording.compare(answer(told), query)).get(pair);
}

it('a stream of candles that has fallen silent alone is found by trades that REST knows', async () => {
  expect(await verdictOf(4, QUIET_MS)).toMatchObject({ why: expect.stringContaining('by REST') });
});

it.each([
  ['the stream may yet tell of them', 4, 0, 'not comparable'],
  ['REST knows no others', 3, QUIET_MS, 'equal'],
  ['REST lags', 2, QUIET_MS, 'not comparable'],
])('it is left alone where %s', async (_why, told, quietMs, verdict) => {
  expect(await verdictOf(told, quietMs)).toBe(verdict);
});
