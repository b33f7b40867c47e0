import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startApi } from '../../../../api/start.ts';
import { rowOf } from '../../../../markets/markets.js';
import { rowLayoutOf } from '../../../../markets/rowLayout.ts';
import { freePort } from '../../../../scripts/processes/freePort.ts';
import { startRedisServer } from '../../../../scripts/redis/redisServer.ts';
import { connectStore } from '../../../../store/redis/connect.ts';
import { dataKey } from '../../../../store/redis/keys.ts';
import { writeSeries } from '../../../../store/values/series.ts';
import { eventually } from '../../../eventually.ts';
import { type AtEnd, inWorld } from '../../../inWorld.ts';
import { createTestLog } from '../../../testStore.ts';
import { trade } from '../apiFixture.ts';
import { openEvents } from './eventReader.ts';

const TRADES = 'spot:btcusdt:trades';

/** Processes of the API in front of one Redis. */
async function open(atEnd: AtEnd) {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'events-'));
  atEnd(() => fs.rmSync(directory, { recursive: true, force: true }));
  const redis = await startRedisServer({ directory });
  atEnd(() => redis.stop());
  const store = await connectStore({ url: redis.url, db: 2, name: 'test', log: createTestLog().log });
  atEnd(() => store.close());
  let id = 0;
  return {
    async start() {
      const port = await freePort();
      const file = path.join(directory, `${port}.json`);
      const log = { directory: path.join(directory, `logs-${port}`) };
      fs.writeFileSync(file, JSON.stringify({ pairs: ['btcusdt'], redis: { url: redis.url }, api: { port }, log }));
      const api = await startApi({ env: { CONFIG_FILE: file }, onFatal: () => undefined });
      atEnd(() => api.stop());
      return { url: `http://127.0.0.1:${port}`, stop: () => api.stop(), file };
    },
    async trade(): Promise<number> {
      id += 1;
      await writeSeries(store, dataKey('spot', 'btcusdt', 'trades'), [trade(id)], {
        ...{ fence: 1, asOf: Date.now(), source: 'simulator', kind: 'aggTrades', retention: 1_000 },
        ...{ layout: rowLayoutOf(rowOf('spot', 'trades')), confirmsNewest: true },
      });
      return id;
    },
  };
}

it(
  'of several processes each tells all, and one that stops ends its streams at once',
  inWorld(open, async (world) => {
    const [one, other] = [await world.start(), await world.start()];
    const first = await openEvents(one.url, TRADES);
    const second = await openEvents(other.url, TRADES);
    await Promise.all([first.await(TRADES), second.await(TRADES)]);
    const id = await world.trade();
    const has = (reader: typeof first) => reader.of(TRADES, 'rows').some(({ data }) => data.data.at(-1)?.id === id);
    await eventually(() => has(first) && has(second));
    let isStopped = false;
    const stopped = one.stop().then(() => {
      isStopped = true;
    });
    // Nobody waits for a stream that never ends by itself, and none is broken off: its answer is whole.
    await once(first.response, 'end');
    expect(isStopped).toBe(false);
    expect(first.events().at(-1)).toMatchObject({ name: 'end', data: { cause: 'stopping' } });
    await stopped;
    await expect(openEvents(one.url, TRADES)).rejects.toThrow();
    const again = await openEvents(other.url, TRADES);
    const [present] = await again.await(TRADES);
    expect(present?.data.data.at(-1).id).toBe(id);
    expect(second.isEnded()).toBe(false);
    for (const reader of [second, again]) reader.close();
  }),
);

it(
  'an edit of CONFIG.json that removes a feed ends its topic',
  inWorld(open, async (world) => {
    const { url, file } = await world.start();
    const reader = await openEvents(url, `${TRADES},spot:btcusdt:price`);
    await reader.await('spot:btcusdt:price');
    const config = JSON.parse(fs.readFileSync(file, 'utf8')) as object;
    fs.writeFileSync(file, JSON.stringify({ ...config, feeds: { price: { enabled: false } } }));
    const [removed] = await reader.await('spot:btcusdt:price', 1, 'removed');
    expect(removed?.data).toMatchObject({ error: 'feed-disabled' });
    await world.trade();
    await eventually(() => reader.of(TRADES, 'rows').length > 1);
    reader.close();
  }),
);
