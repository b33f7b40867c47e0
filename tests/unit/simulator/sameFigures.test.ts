import { createHash } from 'node:crypto';
import { intervalNames } from '../../../exchanges/binance/intervals.ts';
import { createTruths } from '../../../rig/truth.ts';
import { flatCandle } from '../../../simulator/trading/candle.ts';
import { ordersOf } from '../../../simulator/trading/orders/orders.ts';
import { createRandom } from '../../../simulator/trading/random.ts';

/** Pairs of very different price, step size and activity. */
const symbols = ['BTCUSDT', 'ETCUSDT', 'SHIBUSDT', 'XVGUSDT'];
/** A month after a listing, an idle hour, the last second of a year, a moment to come. */
const moments = [
  '2021-06-01T00:00:00.000',
  '2024-02-29T03:17:12.345',
  '2025-12-31T23:59:59.999',
  '2027-03-01T12:00:00.001',
];
const intervals = Object.values(intervalNames);

/** The requests whose answers follow from the seed and the time alone. */
const paths: Readonly<Record<string, readonly Record<string, string>[]>> = {
  '/api/v3/klines': intervals.map((interval) => ({ interval, limit: '40' })),
  '/api/v3/aggTrades': [{ limit: '300' }],
  '/api/v3/trades': [{ limit: '300' }],
  '/api/v3/depth': [{ limit: '100' }],
  '/api/v3/avgPrice': [{}],
  '/api/v3/ticker/24hr': [{}],
};

/** The beginning of the SHA-256 of all answers of a path. */
const expected: Readonly<Record<string, string>> = {
  '/api/v3/klines': '8eb638fca084b8af',
  '/api/v3/aggTrades': '47b91330c0f19282',
  '/api/v3/trades': '13c40403e0e8f832',
  '/api/v3/depth': '978e07797606df07',
  '/api/v3/avgPrice': 'd49364a17aeaeea6',
  '/api/v3/ticker/24hr': '3438a4d9541d1338',
};

describe('the figures of a seed', () => {
  it.each(Object.entries(paths))('are the same in every version, to the digit: %s', (path, queries) => {
    const truth = createTruths('golden').spot;
    const hash = createHash('sha256');
    for (const symbol of symbols) {
      for (const moment of moments) {
        const at = Date.parse(`${moment}Z`);
        for (const query of queries)
          hash.update(JSON.stringify(truth.answer({ path, params: { symbol, ...query } }, at)));
      }
    }
    expect(hash.digest('hex').slice(0, 16)).toBe(expected[path]);
  });

  it('are these, for example', () => {
    const params = { symbol: 'BTCUSDT', interval: '1m', limit: '1' };
    const at = Date.parse('2024-02-29T03:17:12.345Z');
    const price = '43978.95000000';
    expect(createTruths('golden').spot.answer({ path: '/api/v3/klines', params }, at)).toEqual([
      [
        1709176620000,
        price,
        price,
        price,
        price,
        '0.00495000',
        1709176679999,
        '217.69580250',
        1,
        '0.00495000',
        '217.69580250',
        '0',
      ],
    ]);
  });
});

describe('the orders of a minute that no seed made', () => {
  it('are the same in every version too: those of a recording are found so', () => {
    const random = createRandom(7);
    const whole = (most: number) => Math.floor(random() * most);
    const hash = createHash('sha256');
    for (let index = 0; index < 400; index += 1) {
      const orders = 1 + whole(40);
      const [low, range] = [1000 + whole(1e6), whole(300)];
      const inside = () => low + whole(range + 1);
      const volume = orders * (1 + whole(50)) + whole(3000);
      const takerVolume = whole(volume + 1);
      const amount = (steps: number) => BigInt(low) * BigInt(steps) + BigInt(whole(range * steps + 1));
      const takerQuote = amount(takerVolume);
      const quote = takerQuote + amount(volume - takerVolume);
      const trades = orders + whole(volume - orders + 1);
      const prices = { open: inside(), close: inside(), high: low + range, low };
      const sums = { volume, quote, takerVolume, takerQuote, orders, trades };
      const minute = { ...flatCandle(0, 59_999, low), ...prices, ...sums };
      hash.update(JSON.stringify(ordersOf(minute, createRandom(index))));
    }
    expect(hash.digest('hex').slice(0, 16)).toBe('6fcfa29ab76543c3');
  });
});
