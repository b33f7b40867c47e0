import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addChecksum, packZip, textOf } from '../archive/packs.ts';
import { type BackfillWorld, collectorOf, openBackfillWorld } from './backfillWorld.ts';

const DAY = 24 * 3_600_000;
const PATIENCE_MS = 180_000;

const content = {
  pairs: ['btcusdt'],
  klines: { intervals: [1] },
  usdm: { pairs: ['linkusdt'], klines: { intervals: [5] }, retention: { trades: 100_000 } },
  retention: { klines: 8000, trades: 1000 },
};

let world: BackfillWorld;
let folder: string;
beforeEach(async () => {
  world = await openBackfillWorld(content);
  folder = mkdtempSync(join(tmpdir(), 'archive-'));
});
afterEach(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

const nameOf = (time: number): string => new Date(time).toISOString().slice(0, 10);
const dayOf = (time: number): number => Math.floor(time / DAY) * DAY;

/** The candles of a day, as a file of the archive has them: the fields that an answer has. */
function candlesOf(begin: number): string[] {
  const collector = collectorOf('klines-1');
  const truth = world.truths.spot.closedCandles({ code: 'btcusdt', collector }, begin, begin + DAY - 60_000);
  return [...truth].sort(([a], [b]) => a - b).map(([, text]) => (JSON.parse(text) as unknown[]).join());
}

/** Packs some lines as the file of a day. */
function pack(name: string, lines: readonly string[], names?: readonly string[]): string {
  const path = packZip(join(folder, `${name}.zip`), textOf(lines), { ...(names && { names }) });
  addChecksum(path);
  return path;
}

test(
  'rows of REST are taken where both have them, and those that differ are counted; bad files are refused and named',
  async () => {
    const today = dayOf(world.bench.simulator.now());
    const [right, differing, wrong, leaving, linked] = [1, 2, 3, 4, 5].map((days) => today - days * DAY) as [
      ...[number, number, number, number, number],
    ];
    pack(`BTCUSDT-1m-${nameOf(right)}`, candlesOf(right));
    const other = candlesOf(differing).map((line, index) => (index % 100 === 7 ? withVolume(line, '12345.0') : line));
    pack(`BTCUSDT-1m-${nameOf(differing)}`, other);
    const path = pack(`BTCUSDT-1m-${nameOf(wrong)}`, candlesOf(wrong));
    writeFileSync(`${path}.CHECKSUM`, `${'0'.repeat(64)}  BTCUSDT-1m-${nameOf(wrong)}.zip\n`);
    pack(`BTCUSDT-1m-${nameOf(leaving)}`, candlesOf(leaving), [`../BTCUSDT-1m-${nameOf(leaving)}.csv`]);
    const outside = packZip(join(folder, '..', `elsewhere-${process.pid}.zip`), textOf(candlesOf(linked)));
    symlinkSync(outside, join(folder, `BTCUSDT-1m-${nameOf(linked)}.zip`));

    const from = world.bench.simulator.now() - 5 * DAY;
    const running = world.start(`--days 5 --interval 1 --code btcusdt --archive ${folder}`);
    expect([await running.ended, running.said()]).toEqual([0, expect.any(String)]);
    rmSync(outside);
    const said = running.said();
    const name = 'spot btcusdt klines 1';
    expect(said).toMatch(new RegExp(`^${name}: 7\\d{3} rows added, 0 of them from the archive`, 'm'));
    expect(said).toContain(`${name}: archive: 2,880 rows of 2 files`);
    expect(said).toContain(`${name}: 15 rows of the archive differ from those of REST, which are taken`);
    expect(said).toMatch(new RegExp(`^${name}: taken \\[.*, left \\[.*12345\\.0`, 'm'));
    const refused = (day: number, why: string) => `${name}: refused BTCUSDT-1m-${nameOf(day)}.zip: ${why}`;
    expect(said).toContain(
      refused(wrong, `it is not what its checksum BTCUSDT-1m-${nameOf(wrong)}.zip.CHECKSUM is of`),
    );
    expect(said).toMatch(new RegExp(`${refused(leaving, '').slice(0, -1)}.*invalid relative path`));
    expect(said).toContain(refused(linked, 'it is a link that leaves the folder'));
    await world.expectTruth('klines-1', 'btcusdt', from);
  },
  PATIENCE_MS,
);

const withVolume = (line: string, volume: string): string =>
  line
    .split(',')
    .map((field, index) => (index === 5 ? volume : field))
    .join();

test(
  'what the exchange does not keep comes from the archive, each file read once; retention is named where it ends',
  async () => {
    const now = world.bench.simulator.now();
    const truth = world.truths.usdm;
    const idsOf = (begin: number) => [
      truth.lastTradeId('linkusdt', begin - 1) + 1,
      truth.lastTradeId('linkusdt', begin + DAY - 1),
    ];
    for (const days of [2, 3, 4]) {
      const begin = dayOf(now) - days * DAY;
      const [first = 0, last = 0] = idsOf(begin);
      const lines = [...truth.trades('linkusdt', first, last, now).values()].map((member) => {
        const [id, price, quantity, one, other, time, isBuyerMaker] = JSON.parse(member) as unknown[];
        return [id, price, quantity, one, other, time, isBuyerMaker].join();
      });
      pack(`LINKUSDT-aggTrades-${nameOf(begin)}`, lines);
    }
    const running = world.start(`--days 4 --market usdm --feed trades --archive ${folder}`);
    expect([await running.ended, running.said()]).toEqual([0, expect.any(String)]);
    expect(running.said()).toMatch(/^usdm linkusdt trades: \d+ rows added, [1-9]\d+ of them from the archive/m);
    const ids = (await world.stored('usdm-trades', 'linkusdt')).map((member) => Number(JSON.parse(member)[0]));
    const [first = 0, last = 0] = [ids[0], ids.at(-1)];
    expect(ids).toEqual(Array.from({ length: last - first + 1 }, (_, index) => first + index));
    expect(first).toBeLessThanOrEqual(truth.lastTradeId('linkusdt', now - 4 * DAY) + 20);

    // The exchange tells of two days only: that retention ends above what files hold shows while they are read.
    const few = Math.ceil((last - truth.lastTradeId('linkusdt', now - 2.5 * DAY)) / 100) * 100;
    await world.bench.store.redis.del(world.keyOf('usdm-trades', 'linkusdt'));
    world.bench.edit({ ...content, usdm: { ...content.usdm, retention: { trades: few } } });
    const less = world.start(`--days 4 --market usdm --feed trades --archive ${folder}`);
    expect([await less.ended, less.said()]).toEqual([
      1,
      expect.stringMatching(new RegExp(`usdm.retention.trades is ${few}, which reaches back to .* UTC only: raise it`)),
    ]);
  },
  PATIENCE_MS,
);

test.each([
  ['a folder that is not there', () => join(folder, 'nosuch'), /nosuch: there is no such folder/],
  ['a file', () => pack('BTCUSDT-1m-2024-08-01', ['x']), /is no folder/],
])(
  '%s: one line, and nothing is fetched',
  async (_what, place, why) => {
    const running = world.start(`--days 2 --interval 1 --code btcusdt --archive ${place()}`);
    expect(await running.ended).toBe(1);
    expect(running.said().trimEnd()).toMatch(why);
    expect(running.said().trimEnd().split('\n').length).toBe(1);
    expect(await world.stored('klines-1', 'btcusdt')).toEqual([]);
  },
  PATIENCE_MS,
);
