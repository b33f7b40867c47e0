import { startApi } from '../../../../api/start.ts';
import { readHealth } from '../../../../scripts/health/readHealth.ts';
import { statusTable } from '../../../../scripts/health/statusTable.ts';
import { freePort } from '../../../../scripts/processes/freePort.ts';
import { streamsKey } from '../../../../store/redis/keys.ts';
import { readStreamReports } from '../../../../store/reports/streamReports.ts';
import { eventually } from '../../../eventually.ts';
import { type Bench, openBench } from '../collecting.ts';

const PAIRS = ['btcusdt', 'ethusdt', 'xvgusdt'];
const config = { pairs: PAIRS, transport: 'stream' };

let bench: Bench;
let url: string;
let closeApi: () => Promise<void>;
beforeEach(async () => {
  bench = await openBench(config, { isRealTime: true });
  const port = await freePort();
  const env = { ...bench.env, API_PORT: String(port) };
  const api = await startApi({ env, onFatal: (error) => Promise.reject(error) });
  closeApi = () => api.stop();
  url = `http://127.0.0.1:${port}`;
});
afterEach(async () => {
  await closeApi();
  await bench.close();
});

const health = () => readHealth(url);
const streams = async () => (await health()).streams;
const fields = () => bench.store.redis.hlen(streamsKey);
const names = async () => (await streams())?.processes.map(({ name }) => name) ?? [];
const areHeard = async (count: number) => {
  const { down = -1, asked = -1, heard = -1 } = (await streams())?.streams ?? {};
  return down === 0 && asked + heard === count;
};

it('the streams of two processes are seen in /health and on the terminal, and go with their process', async () => {
  await bench.start(['pair-info', 'trades']);
  const other = await bench.start(['price', 'depth', 'book-ticker']);
  // Trades and price follow the same stream, in a process each.
  await eventually(() => areHeard(PAIRS.length + 3 * PAIRS.length));
  expect(await names()).toEqual(['collectors', 'collectors']);
  const now = await eventually(async () => {
    const found = await streams();
    if (found === null || found.eventsPerSecond === 0) return false;
    // It keeps up; on a busy machine not at each moment.
    return Date.now() - (found.lastFrameAt ?? 0) < 4_000 && found.backlogMs < 1_000 && found;
  });
  expect(now).toMatchObject({
    sockets: { waiting: 0, opening: 0, open: 2, replaced: 0 },
    counts: { opened: 2, rotated: 0, ended: {}, badFrames: 0, wrongTimes: 0 },
    blocked: false,
    waitsFor: null,
    lastEnd: null,
  });
  expect((now.nextRotationAt ?? 0) - Date.now()).toBeGreaterThan(3_600_000);
  const text = statusTable(await health(), { width: 200, color: false }).join('\n');
  expect(text).toMatch(/streams of collectors \(\d+\): 1 socket · 9 streams · \d+ events\/s · last frame/);
  expect(text).toMatch(/^price +stream /m);
  expect(text).not.toMatch(/^pair-info +stream /m);
  const metrics = await (await fetch(`${url}/metrics`)).text();
  expect(metrics).toMatch(/^binance_collector_streams_sockets\{process="collectors",route="",state="open"\} 1$/m);

  await other.stop();
  expect(await fields()).toBe(1);
  await eventually(async () => (await names()).length === 1 && (await areHeard(PAIRS.length)));
});

it('a broken socket is counted by its cause, and its pairs say what took their stream until they are whole again', async () => {
  await bench.start(['pair-info', 'trades', 'price']);
  await eventually(async () => {
    const { feeds } = await health();
    const ours = feeds.filter(({ type }) => type === 'trades' || type === 'price');
    return ours.every(({ age }) => age !== null) && areHeard(PAIRS.length);
  });
  bench.simulator.inject({ kind: 'stream-refuse' });
  bench.simulator.inject({ kind: 'stream-close' });
  const down = await eventually(async () => {
    const now = await health();
    const trades = now.feeds.filter(({ type, streamDown }) => type === 'trades' && streamDown !== undefined);
    return trades.length === PAIRS.length && (now.streams?.counts.ended.refused ?? 0) > 0 && now;
  });
  expect(down.streams).toMatchObject({ streams: { down: PAIRS.length }, counts: { ended: { closed: 1 } } });
  expect(down.feeds.find(({ type }) => type === 'price')?.streamDown).toContain('the exchange closed the socket (1001');
  expect(down.feeds.find(({ type }) => type === 'pair-info')).not.toHaveProperty('streamDown');
  const lines = statusTable(down, { width: 400, color: false });
  const total = 2 * PAIRS.length - 1;
  expect(lines.find((line) => line.startsWith('REST in place'))).toMatch(
    new RegExp(`^REST in place of a stream that went down: trades btcusdt and ${total} more: .*closed the socket`),
  );
  expect(lines.find((line) => line.startsWith('streams, last trouble'))).toMatch(/1 closed, \d+ refused/);

  bench.simulator.clearFaults();
  await eventually(async () => {
    const { feeds, streams: now } = await health();
    return feeds.every(({ streamDown }) => streamDown === undefined) && now?.streams.down === 0;
  });
  expect((await streams())?.lastEnd?.why).toBeDefined();
});

it('while Redis takes no writes, what has come and waits to be written grows old, and it is said', async () => {
  await bench.start(['pair-info', 'depth']);
  await eventually(() => areHeard(PAIRS.length));
  const backlogMs = async () => (await readStreamReports(bench.store))[0]?.backlogMs ?? 0;
  await bench.store.redis.call('CLIENT', 'PAUSE', '1800', 'WRITE');
  await eventually(async () => (await backlogMs()) > 700, 15_000);
  await eventually(async () => (await backlogMs()) < 100, 15_000);
});

it('where streams are followed no more, as after an edit, the report goes', async () => {
  const collecting = await bench.start(['pair-info', 'price']);
  await eventually(async () => (await fields()) === 1);
  bench.edit({ ...config, transport: 'poll' });
  await eventually(async () => (await fields()) === 0);
  expect(await streams()).toBeNull();
  bench.edit(config);
  await eventually(async () => (await fields()) === 1);
  expect(collecting.fatal).toEqual([]);
});

it('what is damaged in the key, or what a process has left long ago, harms nobody and is tidied up', async () => {
  await bench.store.redis.set(streamsKey, 'no hash');
  await bench.start(['pair-info', 'price']);
  await eventually(() => areHeard(PAIRS.length));
  await bench.store.redis.hset(streamsKey, 'spot|x', '{"market":"spot"', 'usdm|y', '7');
  await eventually(async () => (await health()).redis.warning?.includes(streamsKey) === true);
  expect(await names()).toEqual(['collectors']);
  await bench.start(['trades']);
  await eventually(async () => (await fields()) === 2 && (await names()).length === 2);
});
