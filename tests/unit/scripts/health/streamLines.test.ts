import type { Health } from '../../../../api/state/health/health.ts';
import { statusTable } from '../../../../scripts/health/statusTable.ts';
import { socketOf, streamsReportOf } from '../../../streamsReportOf.ts';
import { feedOf, healthOf, streamsOf, worker } from './healthOf.ts';

const show = (fields: Partial<Health>): string[] => statusTable(healthOf(fields), { width: 400, color: false });
const of = (lines: string[]) => lines.filter((line) => line.includes('stream'));

test('each process has one line, however many sockets it has', () => {
  const sockets = [...Array.from({ length: 24 }, () => socketOf()), socketOf({ state: 'waiting' })];
  const streams = streamsOf(
    streamsReportOf({}, { sockets, streams: { down: 2, asked: 1, heard: 4_700 }, eventsPerSecond: 2_310.4 }),
    streamsReportOf({ name: 'collector-price', pid: 12 }),
  );
  expect(of(show({ streams }))).toEqual([
    'streams of collectors (4711): 24 of 25 sockets open · 4703 streams, 2 down · 2310 events/s · last frame 0.0 s ago · backlog 3 ms · next rotation in 2 h',
    'streams of collector-price (12): 1 socket · 198 streams · 290 events/s · last frame 0.0 s ago · backlog 3 ms · next rotation in 2 h',
  ]);
});

test('where no socket is open there is neither a frame nor a rotation', () => {
  const sockets = [socketOf({ state: 'waiting' })];
  expect(of(show({ streams: streamsOf(streamsReportOf({}, { sockets })) }))).toEqual([
    'streams of collectors (4711): 0 of 1 socket open · 198 streams · 290 events/s · backlog 3 ms',
  ]);
});

test('one line says what went wrong last', () => {
  const ended = { lastEnd: 'it was closed (1001)', lastEndAgoMs: 300_000, counts: { ended: { closed: 3, silent: 1 } } };
  const bad = { lastBadFrame: 'no JSON: {', lastBadFrameAgoMs: 3_000, counts: { badFrames: 1 } };
  const last = (...hubs: Parameters<typeof streamsReportOf>[1][]) =>
    of(show({ streams: streamsOf(...hubs.map((hub) => streamsReportOf({ at: 1_790_000_000_000 }, hub))) })).slice(
      hubs.length,
    );
  expect(last({})).toEqual([]);
  expect(last({}, ended)).toEqual([
    'streams, last trouble 5 min ago: it was closed (1001) (ended: 3 closed, 1 silent)',
  ]);
  expect(last(bad, ended)).toEqual(['streams, last trouble 3.0 s ago: no JSON: { (1 bad frame)']);
});

test('pairs that REST serves in place of their streams are told by what took these', () => {
  const feeds = Array.from({ length: 40 }, (_, index) =>
    feedOf({ code: `p${index}usdt`, streamDown: 'it was closed' }),
  );
  const others = ['a', 'b', 'c'].map((streamDown) => feedOf({ code: 'x', streamDown }));
  expect(of(show({ feeds: [...feeds, ...others] }))).toEqual([
    'REST in place of a stream that went down: price p0usdt and 39 more: it was closed',
    'REST in place of a stream that went down: price x: a',
    'REST in place of a stream that went down: price x: b',
    '… and 1 more causes of streams that went down',
  ]);
});

test('in the table a type that comes by streams says so in place of its period', () => {
  const row = (served: 'poll' | 'stream') =>
    show({ workers: [{ ...worker, served }] }).find((line) => line.startsWith('price'));
  expect(row('stream')).toMatch(/^price +stream +0\.4 s$/);
  expect(row('poll')).toMatch(/^price +1\.0 s +0\.4 s$/);
});

test('an API of a version before, which says nothing of streams, can be asked', () => {
  const { streams: _, ...before } = healthOf();
  expect(statusTable(before as Health, { width: 100, color: false })[0]).toContain('ok');
});
