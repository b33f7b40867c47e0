import request from 'supertest';
import { feedsOf } from '../../../markets/markets.js';
import type { Gap } from '../../../store/values/gaps.ts';
import { eventually } from '../../eventually.ts';
import { putBack, readStoredBefore, type StoredKey } from '../../storedBefore.ts';
import { createApiFixture } from '../api/apiFixture.ts';
import { type Bench, openBench } from '../collectors/collecting.ts';

/**
 * A start on a Redis that the version before has filled. No migration: what is stored is answered as it was, and gone on with.
 * Names come from the stored keys or are written out here: they must not change along with the code.
 */

const MINUTE = 60_000;
const stored = readStoredBefore();
/** Nothing has run for two minutes or more, so that a whole candle was missed; early in a minute, so that none ends meanwhile. */
const startsAt = Math.ceil(stored.takenAt / MINUTE) * MINUTE + 2 * MINUTE + 5_000;

const ofType = <Type extends StoredKey['type']>(type: Type, pattern: RegExp) =>
  stored.keys.filter(
    (entry): entry is Extract<StoredKey, { type: Type }> => entry.type === type && pattern.test(entry.key),
  );
const series = ofType('zset', /^spot:/);
const latest = ofType('string', /^spot:/);
const metas = ofType('hash', /:meta$/);
const leases = ofType('hash', /^collector:lease:/);
const ledgers = ofType('hash', /^collector:gaps:/);
const known = ofType('set', /^collector:known:/);

const isCandles = (key: string): boolean => key.includes(':klines:');
/** Feeds of which the version before stored nothing. */
const newFeeds: readonly string[] = feedsOf('spot').filter(
  (feed) => !stored.keys.some(({ key }) => key.split(':').includes(feed)),
);
const isOfNewFeed = (key: string): boolean => newFeeds.some((feed) => key.split(':').includes(feed));
/** The names of keys; minutes and pairs of the budget come and go. */
const namesOf = (keys: readonly string[]): string[] =>
  [...new Set(keys.map((key) => key.replace(/^(collector:budget:.*:)\d+$/, '$1<minute>')))].sort();

/**
 * An old row of each series is put back with other figures than the exchange has: as long as it is there, the series was neither
 * cleared nor fetched anew.
 */
const MARKED = 30;
const marked = ({ key, content }: (typeof series)[number]): [number, string][] =>
  content.map(([score, member], index) => {
    if (index !== MARKED) return [score, member];
    const row: unknown[] = JSON.parse(member);
    row[isCandles(key) ? 11 : 1] = '7';
    return [score, JSON.stringify(row)];
  });

it('is answered byte for byte as the version before answered it', async () => {
  const api = await createApiFixture({ ...stored.config });
  try {
    await putBack(api.store, stored.keys);
    const answers = [];
    for (const { path } of stored.answers) {
      const { status, headers, text } = await request(api.app).get(path);
      answers.push({ path, status, etag: headers.etag, body: text });
    }
    expect(answers).toEqual(stored.answers);
    expect(api.messages.filter((message) => /^(?:warn|error)/.test(message))).toEqual([]);
  } finally {
    await api.close();
  }
});

describe('collectors that start on it', () => {
  let bench: Bench;
  let lines: readonly string[];
  let startedAt: number;
  /** Half a minute after the start all must be there: what is missing then is not waited for again and again. */
  const soon = (check: () => Promise<void>) =>
    eventually(check, Math.max(1_000, startedAt + 30_000 - performance.now()));
  const fieldsOf = (key: string) => bench.store.redis.hgetall(key);
  const rowsOf = (key: string) => bench.store.redis.zrange(key, 0, '-1');

  beforeAll(async () => {
    // Not faster than on the machine: a busy one would miss rows that come meanwhile.
    bench = await openBench(stored.config, { seed: stored.seed, at: startsAt, isRealTime: true });
    const clockOffset = startsAt - bench.clocks.wall();
    const keys = stored.keys.map((entry) => (entry.type === 'zset' ? { ...entry, content: marked(entry) } : entry));
    await putBack(bench.store, keys, clockOffset);
    ({ lines } = await bench.start());
    startedAt = performance.now();
  });
  afterAll(() => bench.close());

  it('go on with each key: higher fences, the next versions, the same fields', async () => {
    for (const { key, content } of metas) {
      await soon(async () => {
        const meta = await fieldsOf(key);
        expect({ key, isConfirmed: Number(meta.asOf) > startsAt }).toEqual({ key, isConfirmed: true });
        expect({ key, isHigher: Number(meta.fence) > Number(content.fence) }).toEqual({ key, isHigher: true });
        // A key that is made anew begins with the time of its request.
        const [before, now] = [Number(content.version), Number(meta.version)];
        const isNext = key.endsWith(':pair-info:meta') ? now === before : now > before && now < stored.takenAt;
        expect({ key, before, now, isNext }).toMatchObject({ key, isNext: true });
        const { asOf, changedAt, version, fence, order, ...same } = content;
        expect({ key, ...meta }).toMatchObject({ key, ...same });
        // One more would be the new name of one that nobody writes any more.
        const added = 'kind' in content ? ['retention'] : [];
        expect([key, ...Object.keys(meta).sort()]).toEqual([key, ...[...Object.keys(content), ...added].sort()]);
      });
    }
  });

  it.each(series)('keep the rows of $key, and fill up what was missed since', async (entry) => {
    const { key } = entry;
    await soon(async () => {
      const members = await rowsOf(key);
      const rows = members.map((member): unknown[] => JSON.parse(member));
      const scores = rows.map(([score]) => Number(score));
      const floor = scores[0] ?? Number.POSITIVE_INFINITY;
      const isSettled = (member: string) => !isCandles(key) || JSON.parse(member)[12] === 2;
      const kept = marked(entry).filter(([score, member]) => score >= floor && isSettled(member));
      expect(kept.length).toBeGreaterThan(0.9 * entry.content.length);
      expect(members.slice(0, kept.length)).toEqual(kept.map(([, member]) => member));
      expect(members).toContain(marked(entry)[MARKED]?.[1]);
      expect(members.length).toBeGreaterThanOrEqual(entry.content.length);
      expect(members.length).toBeLessThanOrEqual(1.01 * entry.content.length);
      if (isCandles(key)) expect(members.slice(0, -1).every(isSettled)).toBe(true);
      expect(scores).toEqual(withoutHoles(key, scores));
    });
  });

  it('keep the shape of latest values', async () => {
    for (const { key, content } of latest) {
      const now = JSON.parse((await bench.store.redis.get(key)) ?? 'null');
      expect([key, ...Object.keys(now)]).toEqual(expect.arrayContaining([key, ...Object.keys(JSON.parse(content))]));
    }
  });

  it('store new trades as the stored ones are', async () => {
    for (const entry of series.filter(({ key }) => key.endsWith(':trades'))) {
      const { key } = entry;
      const newest = entry.content.at(-1)?.[0] ?? 0;
      const rows = (await rowsOf(key)).map((member): unknown[] => JSON.parse(member));
      const added = rows.filter(([id]) => Number(id) > newest);
      const symbol = /\{(.*)\}/.exec(key)?.[1]?.toUpperCase();
      const path = `/api/v3/aggTrades?symbol=${symbol}&fromId=${newest + 1}&limit=1000`;
      const told = (await (await fetch(bench.simulator.url + path)).json()) as Record<string, unknown>[];
      expect(added.length).toBeGreaterThan(0);
      expect(added).toEqual(told.slice(0, added.length).map(({ a, p, q, f, l, T, m }) => [a, p, q, f, l, T, m]));
    }
  });

  it.each(ledgers)('keep what $key holds, and add only what was missed since', async ({ key, content }) => {
    const worker = key.slice('collector:gaps:'.length);
    await soon(async () => {
      const entries = await fieldsOf(key);
      const { fence, open, ...before } = content;
      expect(entries).toMatchObject(before);
      expect(entries.open).toBe(open);
      const added = Object.keys(entries).filter((field) => !(field in content));
      const missed = series.filter(({ key }) => key.endsWith(worker === 'trades' ? ':trades' : ':klines:1'));
      if (!['trades', 'klines-1'].includes(worker)) expect(added).toEqual([]);
      else {
        expect(Number(entries.fence)).toBeGreaterThan(Number(fence));
        const gaps = added.map((field): Gap => JSON.parse(entries[field] ?? ''));
        expect(gaps.map(({ code, from }) => [code, from]).sort()).toEqual(
          missed.map(({ key, content }) => [
            /\{(.*)\}/.exec(key)?.[1],
            (content.at(-1)?.[0] ?? 0) + (isCandles(key) ? MINUTE : 1),
          ]),
        );
        // Where a busy machine made the first poll fail, that is the cause that is told.
        const cause = expect.stringMatching(/^(collector|redis|exchange)-down$/);
        for (const gap of gaps) expect(gap).toMatchObject({ cause, state: 'filled', left: null });
      }
    });
  });

  it('take each lease over with a higher number', async () => {
    for (const { key, content } of leases) {
      const lease = await fieldsOf(key);
      expect([key, ...Object.keys(lease)]).toEqual(expect.arrayContaining([key, ...Object.keys(content)]));
      expect({ key, isHigher: Number(lease.fence) > Number(content.fence) }).toEqual({ key, isHigher: true });
    }
  });

  it('call everything as the version before did, and say nothing of damage', async () => {
    // What it did not have: what is decided of streams, and what the plan needs.
    const without = ['collector:transport:spot', 'collector:needs:spot'];
    const keys = (await bench.store.redis.keys('*')).filter(
      (key) => !without.includes(key) && !key.startsWith('collector:exchange-info:'),
    );
    expect(namesOf(keys.filter((key) => !isOfNewFeed(key)))).toEqual(namesOf(stored.keys.map(({ key }) => key)));
    for (const { key, content } of known) expect((await bench.store.redis.smembers(key)).sort()).toEqual(content);
    for (const { key, content } of ofType('hash', /^collector:(?:listing|source|health)/)) {
      const fields = Object.keys(await fieldsOf(key)).filter((field) => !newFeeds.includes(field));
      expect([key, ...fields.sort()]).toEqual([key, ...Object.keys(content).sort()]);
    }
    for (const { key, content } of ofType('string', /^collector:/)) {
      const now = JSON.parse((await bench.store.redis.get(key)) ?? 'null');
      expect([key, ...Object.keys(now)]).toEqual(expect.arrayContaining([key, ...Object.keys(JSON.parse(content))]));
    }
    const [health] = ofType('hash', /^collector:health$/);
    const reports = await fieldsOf('collector:health');
    for (const [name, report] of Object.entries(health?.content ?? {})) {
      expect(Object.keys(JSON.parse(reports[name] ?? 'null'))).toEqual(
        expect.arrayContaining(Object.keys(JSON.parse(report))),
      );
    }
    expect(lines.filter((line) => / error | is damaged|begun anew/.test(line))).toEqual([]);
  });
});

/** The scores as they would be without a hole from the first one on. */
function withoutHoles(key: string, scores: readonly number[]): number[] {
  const [first = 0] = scores;
  const interval = Number(key.split(':').at(-1));
  if (interval === 43_200) {
    const start = new Date(first);
    return scores.map((_, index) => Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + index));
  }
  return scores.map((_, index) => first + index * (isCandles(key) ? interval * MINUTE : 1));
}
