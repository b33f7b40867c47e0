import type { AnswerFault } from '../../../../simulator/answerFault.ts';
import { metaKey } from '../../../../store/redis/keys.ts';
import { readLatest } from '../../../../store/values/latest.ts';
import { eventually } from '../../../eventually.ts';
import { type AtEnd, inWorld } from '../../../inWorld.ts';
import { busySymbols } from './onStreams.ts';
import { openSourceAlone, type SourceAlone } from './sourceAlone.ts';

/** The collectors that are audited, and where REST tells what their streams do. */
const audited = [
  ['depth', 'depth'],
  ['klines-1', 'klines'],
  ['price', 'ticker/price'],
  ['book-ticker', 'ticker/bookTicker'],
  ['high-low', 'ticker/24hr'],
] as const;

const open = (name: string) => (atEnd: AtEnd) => openSourceAlone(atEnd, { name, auditEvery: 2 });
const isWhole = ({ pair }: SourceAlone) => eventually(() => pair.streamed.wholeSince !== null);
/**
 * Steps that books have lost by the audit, which gives what it has found as the reason. On a machine that is too busy sockets are silent for too long,
 * or a rotation comes late: books that lose their step by it are right to.
 */
const LOST_ELSEWHERE = /out of step: (?:its stream is down|the updates from \d+ to \d+ are missing)$/;
const lostByAudit = ({ test }: SourceAlone) =>
  test.messages.filter((message) => message.includes(' out of step: ') && !LOST_ELSEWHERE.test(message));
const looks = ({ counted }: SourceAlone) => counted('audited') + counted('notComparable');

describe('what streams have told', () => {
  it.concurrent.each(audited)('of %s is equal to what REST tells, and the audit stores nothing', (name) =>
    inWorld(open(name), async (world) => {
      const { counted, test, key, parts, renewed } = world;
      await isWhole(world);
      const streams = renewed();
      await eventually(() => counted('audited') >= 2);
      expect([counted('mismatched'), parts.context.audits.last()]).toEqual([0, null]);
      // What it has cost is told apart.
      expect(counted('auditWeight')).toBeGreaterThan(0);
      expect(counted('auditWeight')).toBeLessThanOrEqual(counted('weight'));
      expect(counted('newsWeight') + counted('historyWeight')).toBe(0);
      // It has left books and streams alone.
      expect([lostByAudit(world), renewed()]).toEqual([[], streams]);
      // A price of an answer has no order: it would take away that of the last trade.
      if (name === 'price') expect(await test.store.redis.hget(metaKey(key), 'order')).not.toBeNull();
    })(),
  );

  it.concurrent.each(audited)('of %s stays as it is where REST comes from a server that lags', (name, path) =>
    inWorld(open(name), async (world) => {
      const { simulator, counted, renewed } = world;
      await isWhole(world);
      const streams = renewed();
      const lag: AnswerFault = { kind: 'stale', path, ageMs: 20_000 };
      simulator.inject(lag);
      const before = looks(world);
      await eventually(() => looks(world) >= before + 3);
      expect([counted('mismatched'), lostByAudit(world), renewed()]).toEqual([0, [], streams]);
    })(),
  );
});

describe('what streams have told wrongly', () => {
  /** A world in which a stream tells something wrong as long as it is said. */
  async function openSpoilt(atEnd: AtEnd, name: string, change: (event: unknown) => unknown) {
    const spoiling = { isOn: false };
    const spoil = (event: unknown) => (spoiling.isOn ? change(event) : event);
    return { ...(await openSourceAlone(atEnd, { name, auditEvery: 2, spoil })), spoiling };
  }

  /** Each quantity of a bid is another one. */
  const otherQuantities = (event: unknown) => {
    const { b, ...others } = event as { b: [string, string][] };
    return { ...others, b: b.map(([price, quantity]) => [price, Number(quantity) === 0 ? quantity : '777']) };
  };
  /** A candle has more volume. */
  const moreVolume = (event: unknown) => {
    const { k, ...others } = event as { k?: { v: string } };
    return k === undefined ? event : { ...others, k: { ...k, v: (Number(k.v) + 1).toFixed(8) } };
  };

  it.concurrent(
    'in a book is found by two answers, at least 2 s apart, and the book is built anew',
    inWorld(
      (atEnd) => openSpoilt(atEnd, 'depth', otherQuantities),
      async (world) => {
        const { counted, spoiling, test, key, pair, asked } = world;
        await isWhole(world);
        spoiling.isOn = true;
        const snapshots = asked('/api/v3/depth');
        await eventually(() => counted('mismatched') > 0);
        expect(asked('/api/v3/depth') - snapshots).toBeGreaterThanOrEqual(2);
        expect(lostByAudit(world)).toEqual([expect.stringContaining('777 by the stream')]);
        spoiling.isOn = false;
        expect(test.messages).toContainEqual(
          expect.stringMatching(
            /^warn depth: audit: what its stream has told of spot:\{btcusdt\}:depth is not what REST tells, and is made anew: a bid of/,
          ),
        );
        expect(world.parts.context.audits.last()).toMatchObject({
          code: 'btcusdt',
          why: expect.stringContaining('777 by the stream'),
        });
        await eventually(async () => !(await readLatest(test.store, key)).value?.includes('777'));
        await eventually(() => pair.streamed.wholeSince !== null);
        const equal = counted('audited');
        await eventually(() => counted('audited') > equal);
      },
    ),
  );

  it.concurrent(
    'in a candle is found, and its stream is subscribed anew',
    inWorld(
      (atEnd) => openSpoilt(atEnd, 'klines-1', moreVolume),
      async (world) => {
        const { counted, spoiling, pair, renewed } = world;
        await isWhole(world);
        spoiling.isOn = true;
        const streams = renewed();
        await eventually(() => counted('mismatched') > 0);
        spoiling.isOn = false;
        expect(pair.streamed.wholeSince).toBeNull();
        await eventually(() => renewed() - streams >= 2);
        await eventually(() => pair.streamed.wholeSince !== null);
        const mended = counted('mismatched');
        const before = counted('audited');
        await eventually(() => counted('audited') >= before + 2);
        expect(counted('mismatched')).toBe(mended);
      },
    ),
  );
});

it.concurrent(
  'the audit asks for no more pairs than have their turn',
  inWorld(
    (atEnd) =>
      openSourceAlone(atEnd, {
        ...{ name: 'klines-1', auditEvery: 8, pairs: ['btcusdt', 'ethusdt', 'bnbusdt', 'ltcusdt'] },
        // Of a pair that is quiet after the start, REST is asked: there is nothing to hold against it.
        symbols: busySymbols,
      }),
    async (world) => {
      const { parts, counted, simulator } = world;
      const pairs = parts.pairs.current();
      await eventually(() => pairs.every(({ streamed }) => streamed.wholeSince !== null));
      const before = looks(world);
      const since = simulator.now();
      await eventually(() => looks(world) >= before + 4);
      // Four pairs in 8 s, however long it took, and those that were due or begun before.
      const turns = ((simulator.now() - since) / 8000) * pairs.length;
      expect(looks(world) - before).toBeLessThanOrEqual(turns + 2);
      expect(counted('mismatched')).toBe(0);
      // One that was not whole when its turn came has it later.
      await eventually(() => pairs.every(({ streamed }) => Number.isFinite(streamed.audit.at)));
      expect(new Set(pairs.map(({ streamed }) => streamed.audit.at)).size).toBe(pairs.length);
    },
  ),
);
