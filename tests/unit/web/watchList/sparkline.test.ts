import { pointsOf, sparkInterval, sparkPath } from '../../../../web/figures/watchList/sparkline.ts';

const HOUR = 3_600_000;
const NOW = 1_800_000_000_000;

const candle = (openTime: unknown, close: unknown, final: unknown = true) => ({ openTime, close, final });
const point = (hoursAgo: number, price: number) => ({ time: NOW - hoursAgo * HOUR, price });

it('takes the longest interval that shows a day well', () => {
  expect(sparkInterval(['1', '30', '60'])).toBe(60);
  expect(sparkInterval(['1', '30'])).toBe(30);
  expect(sparkInterval(['1', '60:price=mark'])).toBeNull();
});

it('takes closes at the time of the close, the oldest first', () => {
  const rows = [candle(2 * HOUR, '3'), candle(HOUR, '2'), candle(0, '1')];
  expect(pointsOf(rows, 60)).toEqual([
    { time: HOUR, price: 1 },
    { time: 2 * HOUR, price: 2 },
    { time: 3 * HOUR, price: 3 },
  ]);
});

it('leaves out the forming candle and rows that are not right', () => {
  const bad = [candle(0, '0'), candle('x', '1'), candle(0, undefined), candle(0, '1', false), {}];
  expect(pointsOf([...bad, candle(HOUR, '5')], 60)).toEqual([{ time: 2 * HOUR, price: 5 }]);
});

it('ends at the present price', () => {
  const path = sparkPath([point(2, 10), point(1, 12)], point(0, 11), NOW, 60);
  expect(path).toBe('M43.2 15.0h0L45.1 1.0L47.0 8.0');
});

it('is broken where candles are missing, and leaves out what is older than a day', () => {
  const path = sparkPath([point(25, 99), point(10, 1), point(9, 1), point(2, 1), point(1, 1)], null, NOW, 60);
  expect(path.match(/M/g)).toHaveLength(2);
  expect(path.match(/L/g)).toHaveLength(2);
});

it('draws a day without a move as a line, and nothing for a single point', () => {
  expect(sparkPath([point(2, 5), point(1, 5)], null, NOW, 60)).toBe('M43.2 8.0h0L45.1 8.0');
  expect(sparkPath([], point(0, 5), NOW, 60)).toBe('');
});

it('does not put a stale price at the present', () => {
  expect(sparkPath([point(3, 1), point(2, 1)], point(1, 1), NOW, 60)).toMatch(/L45\.1 8\.0$/);
});

it('draws prices at both ends of what there is', () => {
  for (const scale of [1e-8, 1e7]) {
    const path = sparkPath([point(2, scale), point(1, 2 * scale)], point(0, 1.5 * scale), NOW, 60);
    expect(path).toBe('M43.2 15.0h0L45.1 1.0L47.0 8.0');
  }
});
