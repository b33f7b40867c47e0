import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { MINUTE } from '../../../../simulator/trading/calendar.ts';
import { describeWithRecordings, recording } from '../../../recordings.ts';
import { type AskedUsdm, askUsdm } from './askUsdm.ts';

const NOW = Date.UTC(2026, 10, 21, 12, 34, 56);
const FILE = recording('replay/AVAXUSDT-1m-2026-06.csv.gz');
type Kline = readonly [number, string, string, string, string, string, number, string, number, string, string, string];

describeWithRecordings('recorded candles of a contract', () => {
  let usdm: AskedUsdm;
  let rows: readonly (readonly string[])[];
  let shift: number;
  const klines = (kind: string, query: Record<string, string | number>, at = NOW) =>
    usdm.ask<Kline[]>(`/fapi/v1/${kind}`, { symbol: 'AVAXUSDT', interval: '1m', ...query }, at);
  beforeAll(async () => {
    usdm = await askUsdm(NOW, { replay: [FILE] });
    const lines = gunzipSync(readFileSync(FILE)).toString().trim().split('\n');
    rows = lines.map((line) => line.split(','));
    const [newest] = klines('klines', { limit: 1, endTime: NOW - 2 * MINUTE });
    const found = rows.find((row) => row[7] === newest?.[7] && row[5] === newest?.[5]);
    shift = (newest?.[0] ?? 0) - Number(found?.[0]);
  });

  it('are told in their own words, moved in time', () => {
    const until = Math.floor(NOW / MINUTE) * MINUTE - 1;
    for (const endTime of [until, until - 20 * 86_400_000]) {
      const told = klines('klines', { limit: 1500, endTime });
      const index = rows.findIndex(([openTime]) => Number(openTime) + shift === told[0]?.[0]);
      const recorded = rows
        .slice(index, index + told.length)
        .map((row) => [
          ...[Number(row[0]) + shift, ...row.slice(1, 6), Number(row[6]) + shift],
          ...[row[7], Number(row[8]), row[9], row[10], row[11]],
        ]);
      expect(told).toEqual(recorded);
    }
  });

  it('have an index, a mark and trades that agree with them', () => {
    const from = Math.floor(NOW / MINUTE) * MINUTE - 30 * MINUTE;
    const at = { startTime: from, limit: 30 };
    const marks = klines('markPriceKlines', at);
    const premium = Number(klines('klines', at)[0]?.[4]) - Number(marks[0]?.[4]);
    for (const [index, candle] of klines('klines', at).entries()) {
      const query = { symbol: 'AVAXUSDT', startTime: candle[0], endTime: candle[6], limit: 1000 };
      const trades = usdm.ask<Readonly<Record<'p' | 'q', string> & Record<'T', number>>[]>(
        '/fapi/v1/aggTrades',
        query,
        NOW,
      );
      const volume = trades.reduce((sum, { q }) => sum + BigInt(q), 0n);
      expect([trades.at(-1)?.p, volume]).toEqual([candle[4], BigInt(candle[5])]);
      expect(Number(candle[4]) - Number(marks[index]?.[4])).toBeCloseTo(premium, 8);
      expect(Math.abs(Number(candle[4]) / Number(marks[index]?.[4]) - 1)).toBeLessThan(0.001);
    }
    const row = usdm.ask<Record<string, string>>('/fapi/v1/premiumIndex', { symbol: 'AVAXUSDT' }, NOW);
    const [forming] = usdm.ask<Kline[]>(
      '/fapi/v1/indexPriceKlines',
      { pair: 'AVAXUSDT', interval: '1h', limit: 1 },
      NOW,
    );
    expect(row.indexPrice).toBe(forming?.[4]);
  });

  it('make longer candles that are their sums', () => {
    const from = Math.floor(NOW / 3_600_000) * 3_600_000 - 3_600_000;
    const minutes = klines('klines', { startTime: from, limit: 60 });
    const [hour] = klines('klines', { interval: '1h', startTime: from, limit: 1 });
    const sum = minutes.reduce((total, candle) => total + BigInt(candle[7].replace('.', '')), 0n);
    expect([hour?.[1], hour?.[4], hour?.[8]]).toEqual([
      minutes[0]?.[1],
      minutes.at(-1)?.[4],
      minutes.reduce((count, candle) => count + candle[8], 0),
    ]);
    expect(BigInt(hour?.[7].replace('.', '') ?? '0')).toBe(sum);
  });

  it('leave other contracts and the spot market alone', async () => {
    const other = await askUsdm(NOW);
    const query = { symbol: 'ETHUSDT', interval: '1h', limit: 5 };
    expect(usdm.ask('/fapi/v1/klines', query, NOW)).toEqual(other.ask('/fapi/v1/klines', query, NOW));
    expect(usdm.spot('AVAXUSDT').trading.lastOrder(NOW)).toEqual(other.spot('AVAXUSDT').trading.lastOrder(NOW));
  });
});

describeWithRecordings('recorded candles of the spot market', () => {
  it('are what contracts follow; where the exchange was down, they have none either', async () => {
    const usdm = await askUsdm(NOW, { replaySpot: [recording('replay/BTCUSDT-1m-2021-04-outage.csv.gz')] });
    const spot = usdm.spot('BTCUSDT').trading.lastOrder(NOW)?.price ?? 0;
    const row = usdm.ask<Record<string, string>>('/fapi/v1/premiumIndex', { symbol: 'BTCUSDT' }, NOW);
    expect(Number(row.indexPrice)).toBeCloseTo(spot / 100, 6);
    const query = { symbol: 'BTCUSDT', interval: '1m', limit: 1500 };
    const counts = ['klines', 'markPriceKlines'].map((kind) =>
      [0, 1, 2, 3].reduce((count, back) => {
        const endTime = Math.floor(NOW / MINUTE) * MINUTE - 1 + 2160 * MINUTE - back * 1500 * MINUTE;
        const at = Math.max(NOW, endTime);
        return (
          count +
          usdm.ask<unknown[]>(`/fapi/v1/${kind}`, { ...query, endTime, startTime: endTime - 1500 * MINUTE + 1 }, at)
            .length
        );
      }, 0),
    );
    expect(counts).toEqual([6000 - 284, 6000 - 284]);
  });
});
