import { Ajv2020 } from 'ajv/dist/2020.js';
import request from 'supertest';
import { buildOpenapi } from '../../../api/docs/openapi.ts';
import { endCauses } from '../../../gateway/streams/hubReport.ts';
import { streamsKey } from '../../../store/redis/keys.ts';
import { type StreamsReport, writeStreamReports } from '../../../store/reports/streamReports.ts';
import { socketOf, streamsReportOf } from '../../streamsReportOf.ts';
import { type ApiFixture, code, createApiFixture } from './apiFixture.ts';

let api: ApiFixture;
beforeAll(async () => {
  api = await createApiFixture({ pairs: [code] });
});
afterAll(() => api.close());
beforeEach(() => api.store.redis.flushdb());

const health = async () => (await request(api.app).get('/health')).body;
async function report(...reports: StreamsReport[]): Promise<void> {
  for (const each of reports) await writeStreamReports(api.store, each.name, [each]);
  await api.board.refresh();
}
async function metrics(): Promise<string[]> {
  const { text } = await request(api.app).get('/metrics');
  return text.split('\n').filter((line) => line.startsWith('binance_collector_streams_'));
}
const sample = (name: string, labels: string, value: number) => `binance_collector_streams_${name}{${labels}} ${value}`;

let now: number;
beforeEach(() => {
  now = Date.now();
});
const trades = () =>
  streamsReportOf(
    { name: 'collector-trades', at: now, backlogMs: 12 },
    {
      sockets: [
        socketOf(),
        socketOf({ state: 'replaced', quietMs: 900, rotatesInMs: 5_000 }),
        socketOf({ state: 'waiting' }),
      ],
      streams: { down: 4, asked: 1, heard: 395 },
      counts: { events: 70, opened: 5, rotated: 1, renewed: 2, badFrames: 3, ended: { closed: 2, silent: 1 } },
      lastEnd: '/stream: the exchange closed the socket (1001)',
      lastEndAgoMs: 60_000,
      lastBadFrame: 'a frame of a stream cannot be read: 7',
      lastBadFrameAgoMs: 90_000,
    },
  );
const price = () =>
  streamsReportOf(
    { name: 'collector-price', pid: 4712, at: now - 100 },
    { counts: { events: 5, opened: 1, ended: { closed: 1 } }, lastEnd: 'an older one', lastEndAgoMs: 300_000 },
  );

it('where nothing comes by streams /health says so, and there are no metrics of them', async () => {
  await report();
  expect((await health()).streams).toBeNull();
  expect((await metrics()).filter((line) => !line.startsWith('#'))).toEqual([]);
});

it('/health sums up what all processes say, and lists each', async () => {
  await report(trades(), price());
  const { streams, status } = await health();
  expect(streams).toMatchObject({
    sockets: { waiting: 1, opening: 0, open: 2, replaced: 1 },
    streams: { down: 4, asked: 1, heard: 593 },
    eventsPerSecond: 580,
    lastFrameAt: now - 20,
    nextRotationAt: now + 5_000,
    counts: { events: 75, opened: 6, rotated: 1, renewed: 2, badFrames: 3, ended: { closed: 3, silent: 1 } },
    backlogMs: 12,
    blocked: false,
    waitsFor: null,
    lastEnd: { why: '/stream: the exchange closed the socket (1001)', at: now - 60_000 },
    lastBadFrame: { why: 'a frame of a stream cannot be read: 7', at: now - 90_000 },
  });
  expect(streams.processes).toMatchObject([
    { name: 'collector-price', pid: 4712, at: now - 100, list: [{ state: 'open' }] },
    { name: 'collector-trades', pid: 4711, list: [{ state: 'open' }, { state: 'replaced' }, { state: 'waiting' }] },
  ]);
  expect(status).toBe('stale');
  const ajv = new Ajv2020({ strict: false });
  ajv.addSchema(JSON.parse(JSON.stringify(buildOpenapi())), 'api');
  expect(ajv.validate('api#/components/schemas/health/properties/streams', streams) || ajv.errors).toBe(true);
});

it('a process that renews its report no more is passed over, and so is one that is damaged', async () => {
  await api.store.redis.hset(streamsKey, 'spot|x', '{"name":"x"}');
  await report({ ...trades(), at: Date.now() - 6_000 }, { ...price(), at: Date.now() });
  const { streams, redis } = await health();
  expect(streams.processes.map(({ name }: { name: string }) => name)).toEqual(['collector-price']);
  expect(redis.warning).toContain(`${streamsKey} spot|x`);
  expect((await metrics()).some((line) => line.includes('collector-trades'))).toBe(false);
});

it('/metrics has samples of each process, and none for each stream or socket', async () => {
  const many = Array.from({ length: 30 }, () => socketOf());
  await report(trades(), streamsReportOf({ name: 'collectors', blocked: true }, { sockets: many, attemptsLeft: null }));
  const lines = await metrics();
  expect(lines).toEqual(
    expect.arrayContaining([
      sample('sockets', 'process="collectors",route="",state="open"', 30),
      sample('sockets', 'process="collector-trades",route="",state="waiting"', 1),
      sample('followed', 'process="collector-trades",state="down"', 4),
      sample('quiet_seconds', 'process="collector-trades"', 0.9),
      sample('rotation_seconds', 'process="collector-trades"', 5),
      sample('backlog_seconds', 'process="collector-trades"', 0.012),
      sample('blocked', 'process="collectors"', 1),
      sample('attempts_left', 'process="collector-trades"', 299),
      sample('events_total', 'process="collector-trades"', 70),
      sample('renewed_total', 'process="collector-trades"', 2),
      sample('bad_frames_total', 'process="collector-trades"', 3),
      sample('ended_total', 'process="collector-trades",cause="closed"', 2),
      // What has not happened yet, too: else its first time would not be seen.
      sample('ended_total', 'process="collector-trades",cause="timeout"', 0),
    ]),
  );
  expect(lines.filter((line) => line.includes('process="collectors"'))).toHaveLength(4 + 3 + 4 + 8 + endCauses.length);
});

it('a pair whose stream went down says why, while its worker says so', async () => {
  const streamsDown = [{ why: 'the exchange closed the socket', codes: [code, 'ethusdt'] }];
  await api.report('price', { served: 'stream', streamsDown });
  await api.report('depth', { served: 'stream', streamsDown: [] });
  await api.report('trades', { served: 'stream', at: Date.now() - 60_000, streamsDown });
  const { feeds } = await health();
  const row = (type: string) => feeds.find((each: { type: unknown }) => each.type === type);
  expect(row('price')).toMatchObject({ streamDown: 'the exchange closed the socket', failures: 0, lastError: null });
  for (const type of ['depth', 'trades']) expect(row(type)).not.toHaveProperty('streamDown');
});
