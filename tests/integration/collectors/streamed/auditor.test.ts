import type { Audited } from '../../../../collectors/sources/streamed/audit/audited.ts';
import { createAuditor } from '../../../../collectors/sources/streamed/audit/auditor.ts';
import type { Verdict } from '../../../../collectors/sources/streamed/audit/verdict.ts';
import { binanceSpot } from '../../../../exchanges/binance/spot/connector.ts';
import { eventually } from '../../../eventually.ts';
import { type AtEnd, inWorld } from '../../../inWorld.ts';
import { openSourceAlone } from './sourceAlone.ts';

const other: Verdict = { why: 'one says this, the other that' };

/** An auditor that asks the simulator, and finds what the test says, look by look; the last one for ever. */
async function openAuditor(atEnd: AtEnd, verdicts: readonly Verdict[]) {
  const world = await openSourceAlone(atEnd, { name: 'price', auditEvery: null });
  const { parts, pair } = world;
  await eventually(() => pair.streamed.wholeSince !== null);
  const looks: { readonly at: number; readonly verdict: Verdict }[] = [];
  const mended: string[] = [];
  let isRecording = false;
  const audited: Audited = {
    request: () => binanceSpot.time(),
    record: () => {
      isRecording = true;
      return {
        async compare() {
          const verdict = verdicts[looks.length] ?? verdicts.at(-1) ?? 'equal';
          looks.push({ at: performance.now(), verdict });
          return new Map([[pair, verdict]]);
        },
        stop: () => {
          isRecording = false;
        },
      };
    },
    async mend(_pair, _first, again, distrust) {
      distrust(again.why);
      return again.why;
    },
  };
  let isWhole = true;
  const auditor = createAuditor({
    ...{ context: parts.context, audited, chunk: 1, auditEvery: () => 1 },
    isWhole: () => isWhole,
    distrust: (_pair, why) => mended.push(why),
  });
  atEnd(() => auditor.close());
  const turns = setInterval(() => auditor.turn([pair], 1), 100);
  atEnd(() => clearInterval(turns));
  return {
    ...{ ...world, auditor, looks, mended },
    isRecording: () => isRecording,
    leave: () => {
      isWhole = false;
    },
  };
}

it.concurrent(
  'a mismatch is asked again after 2 s, and only a second one is mended',
  inWorld(
    (atEnd) => openAuditor(atEnd, [other, 'equal', other, other, 'equal']),
    async ({ looks, mended, counted, isRecording }) => {
      await eventually(() => looks.length >= 2);
      expect(mended).toEqual([]);
      await eventually(() => mended.length === 1);
      const [first, second, third, fourth] = looks.map(({ at }) => at);
      expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(2_000);
      expect((fourth ?? 0) - (third ?? 0)).toBeGreaterThanOrEqual(2_000);
      await eventually(() => counted('audited') >= 5);
      expect([counted('mismatched'), counted('notComparable')]).toEqual([1, 0]);
      await eventually(() => !isRecording());
    },
  ),
);

it.concurrent(
  'an answer that cannot be compared neither confirms a mismatch nor ends it',
  inWorld(
    (atEnd) => openAuditor(atEnd, [other, 'not comparable', other, 'equal']),
    async ({ looks, mended, counted }) => {
      await eventually(() => mended.length === 1);
      expect([looks.length, counted('notComparable')]).toEqual([3, 1]);
    },
  ),
);

it.concurrent(
  'of a pair that is no longer whole nothing is compared and nothing is mended',
  inWorld(
    (atEnd) => openAuditor(atEnd, [other]),
    async ({ looks, mended, leave, auditor, isRecording }) => {
      await eventually(() => looks.length === 1);
      leave();
      await auditor.close();
      expect([mended, isRecording()]).toEqual([[], false]);
    },
  ),
);

it.concurrent(
  'what fails is said once, and once when it is over',
  inWorld(
    (atEnd) => openAuditor(atEnd, ['equal']),
    async ({ simulator, looks, test, counted }) => {
      simulator.inject({ kind: 'status', status: 500, path: 'time', times: 2 });
      await eventually(() => looks.length >= 1);
      const said = test.messages.filter((message) => message.includes('price: audit'));
      expect(said).toEqual([
        expect.stringMatching(/^warn price: audit: .*: the exchange answered 500/),
        expect.stringMatching(/^info price: audit: works again after 2 × /),
      ]);
      expect(counted('failures')).toBe(2);
    },
  ),
);
