import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { usdmLive } from '../../../../../exchanges/binance/usdm/live.ts';
import { describeWithRecordings, recording } from '../../../../recordings.ts';

it('lengths of candles come the shortest first', () => {
  expect(usdmLive.intervals.join(' ')).toBe('1m 3m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 3d 1w 1M');
});

it.each([
  ['BTCUSDT', true],
  ['BTCUSDT_260925', true],
  ['BTCU', true],
  ['ETHBTC', false],
  ['USDT', false],
  ['', false],
])('whether %s is quoted in dollars: %s', (symbol, isIt) => {
  expect(usdmLive.isInDollars(symbol)).toBe(isIt);
});

describeWithRecordings('all contracts that Binance has listed', () => {
  it('tell by their names whether they are quoted in dollars', () => {
    const body = gunzipSync(readFileSync(recording('rest/fapi-exchangeInfo-2026-07-08.json.gz'))).toString();
    const { symbols } = JSON.parse(body) as { symbols: { symbol: string; quoteAsset: string }[] };
    expect(symbols.length).toBeGreaterThan(800);
    const wrong = symbols.filter(
      ({ symbol, quoteAsset }) => usdmLive.isInDollars(symbol) !== usdmLive.dollarCoins.includes(quoteAsset),
    );
    expect(wrong).toEqual([]);
  });
});
