import { join } from 'node:path';
import { candleLines, MINUTE, newFolder, packZip, readAll, textOf } from './packs.ts';

const AUGUST = Date.UTC(2024, 7, 9);
const membersOf = async (...asked: Parameters<typeof readAll>) => {
  const { rows, facts } = await readAll(...asked);
  return { members: rows.map(({ member }) => member), facts };
};

test('aggregate trades of spot, in microseconds, and of futures, which say nothing of the best match', async () => {
  const folder = newFolder();
  const line = (id: number, time: number) => `${id},60000.10000000,0.00100000,${2 * id},${2 * id + 1},${time},`;
  const spot = [line(7, AUGUST), line(8, AUGUST + 5)].map(
    (text) => `${text.replace(/,(\d{13}),/, ',$1123,')}True,True`,
  );
  packZip(join(folder, 'spot/BTCUSDT-aggTrades-2024-08-09.zip'), textOf(spot));
  const header = 'agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker';
  packZip(join(folder, 'um/BTCUSDT-aggTrades-2024-08-09.zip'), textOf([header, `${line(7, AUGUST)}false`]));
  const trades = { feed: 'trades', code: 'btcusdt' } as const;
  expect((await membersOf(folder, { ...trades, market: 'spot' })).members).toEqual([
    `[7,"60000.10000000","0.00100000",14,15,${AUGUST},true]`,
    `[8,"60000.10000000","0.00100000",16,17,${AUGUST + 5},true]`,
  ]);
  expect((await membersOf(folder, { ...trades, market: 'usdm' })).members).toEqual([
    `[7,"60000.10000000","0.00100000",14,15,${AUGUST},false,null]`,
  ]);
});

test('single trades, where the feed stores them; a stray id and a glued line are left out', async () => {
  const folder = newFolder();
  const line = (id: number) => `${id},431.80000000,0.02500000,10.79500000,${AUGUST + id},False,True`;
  const ids = Array.from({ length: 2500 }, (_, at) => 1000 + at);
  const lines = ids.map(line);
  lines.splice(1049, 0, line(900_000));
  lines.splice(2000, 0, `${line(5).slice(0, 20)}${line(5)}`);
  packZip(join(folder, 'KSMUSDT-trades-2024-08-09.zip'), textOf([...lines, line(80_000)]));
  const series = { market: 'spot', feed: 'trades', code: 'ksmusdt', options: { source: 'trades' } } as const;
  const { members, facts } = await membersOf(folder, series);
  expect(members).toEqual(ids.map((id) => `[${id},"431.80000000","0.02500000",${id},${id},${AUGUST + id},false]`));
  expect(facts.files).toMatchObject([{ rows: 2500, leftOut: 3 }]);
});

test('candles of mark, index and premium prices, which only their folder tells apart', async () => {
  const folder = newFolder();
  const line = (price: string) => `${AUGUST},${price},${price},${price},${price},0,${AUGUST + MINUTE - 1},0,60,0,0,0`;
  const prices = { markPriceKlines: '2.5', indexPriceKlines: '2.25', premiumIndexKlines: '-0.00048' };
  for (const [type, price] of Object.entries(prices)) {
    const path = `data/futures/um/daily/${type}/BTCUSDT/1m/BTCUSDT-1m-2024-08-09.zip`;
    packZip(join(folder, path), textOf([line(price)]));
  }
  packZip(join(folder, 'BTCUSDT-1m-2024-08-09.zip'), textOf(candleLines(AUGUST, 3)));
  const candles = { market: 'usdm', interval: 1, code: 'btcusdt' } as const;
  for (const [feed, price] of [
    ['klines-mark', '2.5'],
    ['klines-index', '2.25'],
    ['klines-premium', '-0.00048'],
  ] as const) {
    const { members, facts } = await membersOf(folder, { ...candles, feed });
    const text = JSON.stringify(price);
    expect(members).toEqual([`[${AUGUST},${text},${text},${text},${text},${AUGUST + MINUTE - 1},2]`]);
    expect(facts.files.at(-1)?.refused).toContain('other files have the same name');
  }
  expect((await membersOf(folder, { ...candles, feed: 'klines' })).members).toHaveLength(3);
});

test('funding, with the hours that the archive tells, and open interest', async () => {
  const folder = newFolder();
  const funding = [
    'calc_time,funding_interval_hours,last_funding_rate',
    `${AUGUST + 3},8,-0.00010000`,
    `${AUGUST + 9},x,1`,
  ];
  packZip(join(folder, 'BTCUSDT-fundingRate-2024-08.zip'), textOf(funding));
  const metrics = (time: string, symbol = 'BTCUSDT') => `${time},${symbol},108532.354,6370849179.8,2.9,1.3,2.8,1.2`;
  const names =
    'create_time,symbol,sum_open_interest,sum_open_interest_value,count_toptrader_long_short_ratio,sum_toptrader_long_short_ratio,count_long_short_ratio,sum_taker_long_short_vol_ratio';
  const rows = [metrics('2024-08-09 00:05:00'), metrics('2024-08-09 00:10:00'), metrics('2024-08-10 00:00:00')];
  const bad = [metrics('2024-08-09 00:15:00', 'ETHUSDT'), metrics('2024-08-09 00:20:01')];
  packZip(
    join(folder, 'BTCUSDT-metrics-2024-08-09.zip'),
    textOf([names, ...rows.slice(0, 2), ...bad, ...rows.slice(2)]),
  );
  const usdm = { market: 'usdm', code: 'btcusdt' } as const;
  const paid = await membersOf(folder, { ...usdm, feed: 'funding-rate' });
  expect(paid.members).toEqual([]);
  expect(paid.facts.files).toMatchObject([{ refused: expect.stringContaining('not even half') }]);
  packZip(join(folder, 'BTCUSDT-fundingRate-2024-08.zip'), textOf(funding.slice(0, 2)));
  expect((await membersOf(folder, { ...usdm, feed: 'funding-rate' })).members).toEqual([
    `[${AUGUST + 3},"-0.00010000",null,8,null,null]`,
  ]);
  const interest = await membersOf(folder, { ...usdm, feed: 'open-interest-hist' });
  const times = [AUGUST + 5 * MINUTE, AUGUST + 10 * MINUTE, AUGUST + 1440 * MINUTE];
  expect(interest.members).toEqual(times.map((time) => `[${time},"108532.354","6370849179.8"]`));
  expect(interest.facts.files).toMatchObject([{ leftOut: 2, firstLeftOut: { line: 4 } }]);
});

test('a week that lies in two months stands in the file of either, or of both', async () => {
  const folder = newFolder();
  const WEEK = 10_080 * MINUTE;
  const monday = Date.UTC(2024, 6, 29);
  packZip(join(folder, 'BTCUSDT-1w-2024-07.zip'), textOf(candleLines(monday - WEEK, 2, WEEK)));
  packZip(join(folder, 'BTCUSDT-1w-2024-08.zip'), textOf(candleLines(monday, 3, WEEK)));
  const { rows, facts } = await readAll(folder, { market: 'spot', feed: 'klines', interval: 10_080, code: 'btcusdt' });
  expect(rows.map(({ score }) => (score - monday) / WEEK)).toEqual([-1, 0, 1, 2]);
  expect(facts.files).toMatchObject([{ leftOut: 0 }, { leftOut: 0 }]);
});

test('what the archive does not have is said', async () => {
  const ratio = { market: 'usdm', feed: 'long-short-accounts', code: 'btcusdt' } as const;
  await expect(readAll(newFolder(), ratio)).rejects.toThrow('the ratio alone');
  await expect(readAll(newFolder(), { ...ratio, feed: 'liquidations' })).rejects.toThrow('no files of liquidations');
  await expect(readAll(newFolder(), { ...ratio, feed: 'price' })).rejects.toThrow('one newest value only');
});
