import { readNews, writeNews } from '../../../../store/market/news.ts';
import { readReports } from '../../../../store/reports/health.ts';
import { eventually } from '../../../eventually.ts';
import { openTestStore } from '../../../testStore.ts';
import { openOnStreams } from './onStreams.ts';

it.concurrent('one round in 15 s asks about all pairs at once, and all processes read it', async () => {
  const bench = await openOnStreams(['btcusdt', 'ethusdt', 'xvgusdt']);
  try {
    await bench.start(['pair-info']);
    await bench.start(['trades']);
    const first = await eventually(async () => (await readNews(bench.store, 'spot', null)) ?? false);
    expect(Object.keys(first.news.trades).toSorted()).toEqual(['BTCUSDT', 'ETHUSDT', 'XVGUSDT']);
    for (const top of Object.values(first.news.tops)) expect(top).toMatch(/^(?:\d+\.\d+ ?){4}$/);
    const second = await eventually(async () => (await readNews(bench.store, 'spot', first.at)) ?? false);
    expect(second.at - first.at).toBeGreaterThan(4_500);
    expect(second.news.trades.BTCUSDT).toBeGreaterThanOrEqual(first.news.trades.BTCUSDT ?? 0);
    // What they cost is told apart, and counted by the worker that keeps the market.
    const spent = async () => [...(await readReports(bench.store)).values()].map(({ counters }) => counters.newsWeight);
    await eventually(async () => (await spent()).some((weight) => weight > 0));
    expect((await spent()).filter((weight) => weight > 0)).toHaveLength(1);
    // Two requests a round, and no other process makes any.
    const { byPath } = bench.simulator.stats();
    expect(byPath['/api/v3/ticker/24hr']).toBeLessThanOrEqual(6);
  } finally {
    await bench.close();
  }
});

it.concurrent('at the start, and after streams were down, two rounds come soon', async () => {
  const bench = await openOnStreams(['btcusdt']);
  try {
    await bench.start(['pair-info', 'trades']);
    /** How long each round comes after the one before, ms. */
    const gaps: number[] = [];
    let last: number | null = null;
    const follow = (rounds: number) =>
      eventually(async () => {
        const found = await readNews(bench.store, 'spot', last);
        if (found !== null) {
          if (last !== null) gaps.push(found.at - last);
          last = found.at;
        }
        expect(gaps.length).toBeGreaterThanOrEqual(rounds);
      });
    await follow(4);
    expect(Math.min(...gaps)).toBeGreaterThan(4_500);
    expect(gaps[0]).toBeLessThan(10_000);
    expect(Math.max(...gaps)).toBeGreaterThan(14_000);
    gaps.length = 0;
    bench.simulator.inject({ kind: 'stream-reset' });
    await follow(3);
    const soon = gaps.filter((gap) => gap < 14_000);
    expect(soon.length).toBeGreaterThanOrEqual(2);
  } finally {
    await bench.close();
  }
});

it.concurrent('a pair that the exchange has just ceased to know takes the news of no other one', async () => {
  const bench = await openOnStreams(['btcusdt', 'ethusdt', 'xvgusdt']);
  try {
    await bench.start(['pair-info', 'trades']);
    const { at } = await eventually(async () => (await readNews(bench.store, 'spot', null)) ?? false);
    bench.simulator.delist('ETHUSDT');
    const { news, at: last } = await eventually(async () => (await readNews(bench.store, 'spot', at)) ?? false);
    for (const told of [news.trades, news.tops]) expect(Object.keys(told).toSorted()).toEqual(['BTCUSDT', 'XVGUSDT']);
    // It is searched for once.
    const asked = () => bench.simulator.stats().byPath['/api/v3/ticker/bookTicker'] ?? 0;
    const before = asked();
    await eventually(async () => (await readNews(bench.store, 'spot', last)) !== null);
    expect(asked() - before).toBe(1);
  } finally {
    await bench.close();
  }
});

it.concurrent('no round is made where nothing comes by streams', async () => {
  const bench = await openOnStreams(['btcusdt'], { transport: 'poll' });
  try {
    await bench.start(['pair-info', 'trades']);
    await bench.fresh(['trades']);
    expect(await readNews(bench.store, 'spot', null)).toBeNull();
  } finally {
    await bench.close();
  }
});

it.concurrent('news that are damaged are none, and harm nothing', async () => {
  const test = await openTestStore();
  try {
    const { store } = test;
    await writeNews(store, 'spot', 5, { trades: { BTCUSDT: 1 }, tops: {}, tookMs: 3 });
    expect(await readNews(store, 'spot', null)).toEqual({
      at: 5,
      news: { trades: { BTCUSDT: 1 }, tops: {}, tookMs: 3 },
    });
    expect(await readNews(store, 'spot', 5)).toBeNull();
    for (const news of ['', '{', '{"trades":{"BTCUSDT":"x"},"tops":{}}', '{"trades":{},"tops":7}']) {
      await store.redis.hset('collector:news:spot', { at: 6, news });
      expect(await readNews(store, 'spot', 5)).toBeNull();
    }
    await store.redis.set('collector:news:spot', 'of another type');
    expect(await readNews(store, 'spot', null)).toBeNull();
    await writeNews(store, 'spot', 7, { trades: {}, tops: { BTCUSDT: '1 1 2 1' }, tookMs: 3 });
    expect(await readNews(store, 'spot', 6)).toMatchObject({ at: 7 });
  } finally {
    await test.close();
  }
});
