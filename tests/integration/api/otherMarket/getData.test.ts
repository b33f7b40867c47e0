import type { Market } from '../../../../markets/markets.js';
import { writeListings } from '../../../../store/market/listing.ts';
import { dataKey } from '../../../../store/redis/keys.ts';
import { code, NOW } from '../apiFixture.ts';
import { feeds, MINUTE, newest, other, otherMarket, wholePart } from './otherMarket.ts';

const world = otherMarket();

describe('GetData of another market', () => {
  it('answers its rows as its table names them, and says whose they are', async () => {
    const price = await world.get(`/GetData?market=other&type=price&code=${code}`);
    expect(price.body).toMatchObject({ market: 'other', code, type: 'price', total: 1, data: [{ mid: '2.0' }] });
    expect(price.headers).toMatchObject({ 'x-data-source': 'made-up', 'x-data-stale': 'false' });
    const bars = await world.get(`/GetData?market=other&type=1&code=${code}`);
    expect(bars.body.data).toEqual([
      { from: newest, to: newest + MINUTE - 1, done: false },
      { from: newest - MINUTE, to: newest - 1, done: true },
    ]);
    const ladder = await world.get(`/GetData?market=other&type=ladder&code=${code}&pageSize=2`);
    expect(ladder.body).toMatchObject({
      total: 12,
      lastUpdateId: 91_000_000_001,
      data: [{ level: 11 }, { level: 12 }],
    });
  });

  it('is followed by next, which stays in that market', async () => {
    const numbers: number[] = [];
    let path: string | null = `/GetData?type=prints&code=${code}&market=other`;
    while (path !== null) {
      const { body } = await world.get(path);
      expect(body.market).toBe('other');
      numbers.push(...body.data.map((row: { number: number }) => row.number));
      path = body.next;
      if (path !== null) expect(path).toMatch(/&market=other&/);
    }
    expect(numbers).toEqual(Array.from({ length: 25 }, (_, index) => 24 - index));
  });

  it('has tags of its own, which those of spot never match', async () => {
    const [spot, made] = [`/GetData?type=price&code=${code}`, `/GetData?market=other&type=price&code=${code}`];
    // Versions begin with the time of the first request: the same ones can be.
    for (const market of ['spot' as Market, other]) {
      await world.api.store.redis.hset(`${dataKey(market, code, 'price')}:meta`, 'version', '7');
    }
    const tags = [(await world.get(spot)).headers.etag, (await world.get(made)).headers.etag];
    expect(tags).toEqual([`W/"7-price.${code}.1"`, `W/"7-other.price.${code}.1"`]);
    expect((await world.get(made).set('If-None-Match', tags[1] ?? '')).status).toBe(304);
    expect((await world.get(made).set('If-None-Match', tags[0] ?? '')).status).toBe(200);
  });

  it('is kept in memory until its own key is announced', async () => {
    const changes = await world.api.follow(world.api.pages);
    world.onEnd(() => changes.close());
    const path = `/GetData?market=other&type=price&code=${code}`;
    await world.get(path);
    await world.api.latest('price', { symbol: 'BTCUSDT', price: '1.1' });
    expect(world.api.pages.kept(path)?.body).toContain('"2.0"');
    await world.latest('price', { mid: '2.1' });
    expect((await world.get(path)).body.data).toEqual([{ mid: '2.1' }]);
    expect((await world.get(`/GetData?type=price&code=${code}`)).body.data).toEqual([
      { symbol: 'BTCUSDT', price: '1.1' },
    ]);
  });

  it('is judged by the clock, the period and the listings of its market', async () => {
    const path = `/GetData?market=other&type=price&code=${code}`;
    const { headers } = await world.get(path);
    expect(Number(headers['x-data-age-ms'])).toBeGreaterThanOrEqual(500);
    expect(Number(headers['x-data-age-ms'])).toBeLessThan(10_000);
    expect(headers['x-data-stale']).toBe('false');
    await writeListings(world.api.store, 'spot', new Map([[code, { status: 'shut', asOf: NOW }]]));
    await world.api.board.refresh();
    expect((await world.get(path)).headers['x-data-stale']).toBe('false');
    await writeListings(world.api.store, other, new Map([[code, { status: 'shut', asOf: NOW }]]));
    await world.api.board.refresh();
    expect((await world.get(path)).headers['x-data-stale']).toBe('true');
  });

  it.each(['/GetData?type=price&code=btcusdt', '/gaps?code=btcusdt'])(
    '%s: names what a market may be',
    async (path) => {
      for (const unknown of ['nope', 'SPOT', '']) {
        const { status, body } = await world.get(`${path}&market=${unknown}`);
        expect([status, body]).toMatchObject([
          400,
          { error: 'invalid-parameter', parameter: 'market', accepted: ['spot', 'other'] },
        ]);
      }
      expect((await world.get(`${path}&market=spot&market=spot`)).body.error).toBe('repeated-parameter');
      world.part = undefined;
      const { status, body } = await world.get(`${path}&market=other`);
      expect([status, body]).toMatchObject([
        404,
        { error: 'market-not-configured', parameter: 'market', accepted: ['spot'] },
      ]);
      expect(body.detail).toContain('other.pairs');
    },
  );

  it('looks type and code up in that market', async () => {
    const types = ['state', 'price', 'ladder', 'prints', 1, 240];
    const depth = await world.get(`/GetData?market=other&type=depth&code=${code}`);
    expect(depth.body).toMatchObject({ error: 'invalid-parameter', parameter: 'type', accepted: types });
    expect((await world.get('/GetData?market=other&type=price&code=ethusdt')).body).toMatchObject({
      error: 'pair-not-configured',
      accepted: ['btcusdt', 'dogeusdt'],
    });
    expect((await world.get('/GetData?market=other&type=price&code=dogeusdt')).body).toMatchObject({ total: 0 });
    world.part = { ...wholePart, feeds: { ...feeds, price: { enabled: false, everySeconds: 4 } } };
    const disabled = await world.get(`/GetData?market=other&type=price&code=${code}`);
    expect(disabled.body).toMatchObject({ error: 'feed-disabled', accepted: ['state', 'ladder', 'prints', 1] });
    expect((await world.get(`/GetData?type=price&code=${code}`)).status).toBe(200);
  });
});
