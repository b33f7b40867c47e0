import { auditCandles } from '../../../../../../collectors/sources/streamed/audit/auditCandles.ts';
import { klines as spotCandles } from '../../../../../../exchanges/binance/spot/feeds/klines.ts';
import { klines as futuresCandles } from '../../../../../../exchanges/binance/usdm/feeds/klines.ts';

const query = { pairs: ['BTCUSDT'], asOf: Date.UTC(2026, 8, 21, 12), uncertainty: 1 };

it.each([
  ['spot', spotCandles, 181],
  ['futures', futuresCandles, 91],
] as const)('a look costs what a poll of %s costs, with as many candles as that has', (_market, klines, rows) => {
  const feed = klines({}, 1);
  const options = { streamed: { interval: 1 }, setup: { feed, retention: 10_000 } };
  const { request } = auditCandles(options as unknown as Parameters<typeof auditCandles>[0]);
  const poll = feed.request?.({ ...query, cursor: query.asOf - 60_000, resuming: false, retention: 10_000 });
  expect(request(query)).toMatchObject({ weight: poll?.weight, params: { limit: rows } });
});
