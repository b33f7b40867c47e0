import { queryNow } from '../../../../collectors/context/workerContext.ts';
import { seriesSetup } from '../../../../collectors/ingest/seriesSetup.ts';
import { auditCandles } from '../../../../collectors/sources/streamed/audit/auditCandles.ts';
import { createRecorder } from '../../../../collectors/sources/streamed/audit/recorder.ts';
import { ask } from '../../../../gateway/ask.ts';
import { readCloses } from '../../../../store/reports/comparedCloses.ts';
import { readSeries } from '../../../../store/values/series.ts';
import { eventually } from '../../../eventually.ts';
import { type AtEnd, inWorld } from '../../../inWorld.ts';
import { openSourceAlone } from './sourceAlone.ts';

const MINUTE = 60_000;

/** A pair of which a closed candle of some minutes ago is stored otherwise than the exchange has it. @param close that is stored; absent: the right one */
async function openRestated(atEnd: AtEnd, auditEvery: number | null, close?: string) {
  const world = await openSourceAlone(atEnd, { name: 'klines-1', auditEvery });
  const { pair, parts, settings, test, key, simulator } = world;
  await eventually(() => pair.streamed.wholeSince !== null);
  const { feed } = settings;
  if (feed.shape !== 'series' || feed.older === undefined) throw new Error('candles are a series');
  const setup = seriesSetup(parts.context, { ...settings, feed });
  const query = queryNow(parts.context, [pair.symbol]);
  const openTime = Math.floor(simulator.now() / MINUTE) * MINUTE - 5 * MINUTE;
  const request = feed.older.between(query, openTime, openTime);
  const { data, text } = await ask(parts.context, request);
  const right = setup.ingest
    .judge(pair, { data, text, path: request.path }, query)
    .rows.find(({ score }) => score === openTime);
  if (right === undefined) throw new Error('the candle is missing');
  const fields = JSON.parse(right.member) as unknown[];
  const wrong = {
    score: openTime,
    member: JSON.stringify(
      fields
        .with(4, close ?? fields[4])
        .with(5, '0.00000001')
        .with(9, '0'),
    ),
  };
  await test.store.redis.multi().zrem(key, right.member).zadd(key, openTime, wrong.member).exec();
  const stored = async () => {
    const { rows } = await readSeries(test.store, key, { before: openTime + 1 }, 1);
    return rows[0];
  };
  expect(await stored()).toBe(wrong.member);
  return { ...world, setup, right, wrong, stored };
}

it.concurrent(
  'a closed candle that the exchange tells otherwise is stored as two answers have it, and nothing else of them is',
  inWorld(
    (atEnd) => openRestated(atEnd, 2),
    async ({ stored, right, counted, parts, test }) => {
      await eventually(async () => (await stored()) === right.member);
      await eventually(() => counted('mismatched') === 1);
      expect([counted('restated'), counted('audited') >= 2]).toEqual([1, true]);
      expect(parts.context.audits.last()).toMatchObject({
        code: 'btcusdt',
        why: expect.stringMatching(/^a closed candle is .* by REST, .* is stored$/),
      });
      expect(test.messages.join('\n')).toContain('the exchange has restated 1 final candle');
      const before = counted('audited');
      await eventually(() => counted('audited') >= before + 2);
      expect([counted('mismatched'), counted('restated')]).toEqual([1, 1]);
    },
  ),
);

it.concurrent(
  'it stays where the second answer tells something else again',
  inWorld(
    (atEnd) => openRestated(atEnd, null),
    async ({ stored, right, wrong, parts, pair, setup, settings }) => {
      const { shape } = settings;
      if (shape === null) throw new Error('candles have a shape');
      const { mend } = auditCandles({
        ...{ context: parts.context, streamed: { interval: 1 }, setup, shape },
        recorder: createRecorder(),
        forget: () => undefined,
      });
      const closed = (member: string) => ({ why: 'it differs', closed: [{ ...right, member }] });
      const other = right.member.replace(/,2\]$/, ',2 ]');
      const distrusted: string[] = [];
      const distrust = (why: string) => void distrusted.push(why);
      expect(await mend(pair, closed(other), closed(right.member), distrust)).toBeNull();
      expect(await mend(pair, { why: 'it forms' }, closed(right.member), distrust)).toBeNull();
      expect(await stored()).toBe(wrong.member);
      expect(await mend(pair, closed(right.member), closed(right.member), distrust)).toBe('it differs');
      expect([await stored(), distrusted]).toEqual([right.member, []]);
    },
  ),
);

it.concurrent(
  'closes that a stream has told are kept beside those of REST, also when what was wrong is mended',
  inWorld(
    (atEnd) => openRestated(atEnd, 2, '0.00000007'),
    async ({ stored, right, wrong, pair, test, parts }) => {
      parts.context.closes?.told(pair, wrong);
      await eventually(async () => (await stored()) === right.member);
      const closeOf = (member: string) => String((JSON.parse(member) as unknown[])[4]);
      const compared = async () => (await readCloses(test.store, 'spot', 'btcusdt'))?.closes ?? [];
      await eventually(async () => (await compared()).length > 0);
      const [first, ...later] = await compared();
      expect(first).toEqual([right.score, '0.00000007', closeOf(right.member)]);
      // The stream had told of none of these.
      expect(later.length).toBeGreaterThanOrEqual(2);
      expect(later.map(([, stream]) => stream)).toEqual(later.map(() => null));
    },
  ),
);
