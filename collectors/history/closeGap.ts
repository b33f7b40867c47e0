import { type Span, without } from '../../model/spans.ts';
import { findHoles, type Gap } from '../../store/values/gaps.ts';
import type { WorkerContext } from '../context/workerContext.ts';
import { invalidRows } from '../gaps/findGaps.ts';
import type { SeriesSetup } from '../ingest/seriesSetup.ts';
import type { PairState } from '../state/pairState.ts';

/** Bad rows on record: they are asked for once more, or not any more. */
export const isSpoilt = ({ cause, state }: Gap): boolean => cause === 'invalid-row' && state === 'unfillable';

/**
 * Nothing more is fetched for a gap: its entry is replaced by what has become of its rows. What has come is filled, what retention no longer
 * reaches has expired; what the exchange lacks, or sends wrong, gets entries of its own.
 *
 * @param lowest the lowest score that was asked for; what lies below is not kept any more
 * @param spoilt bad rows of the last page
 * @param holesOf finds the holes of the stored series, where not all rows have come
 */
export async function closeGap(
  { store }: WorkerContext,
  setup: SeriesSetup,
  pair: PairState,
  gap: Gap,
  lowest: number,
  changedAt: number,
  spoilt: readonly number[] = [],
  holesOf = () => findHoles(store, pair.key, setup.feed.scores.step),
): Promise<void> {
  const { scores } = setup.feed;
  const closed = { ...gap, left: null, changedAt };
  const entries: Gap[] = [];
  if (gap.from < lowest) {
    entries.push({ ...closed, to: Math.min(gap.to, scores.previous(lowest)), state: 'expired', rows: 0 });
  }
  if (lowest <= gap.to) {
    const isComplete = gap.rows >= scores.count(lowest, gap.to);
    const holes = isComplete ? [] : await holesOf();
    entries.push(...(await entriesOf(setup, pair, closed, { from: lowest, to: gap.to }, spoilt, holes)));
  }
  await setup.ledger.update(entries);
}

/** What has become of the rows that were asked for. @param holes those of the stored series, where not all has come */
async function entriesOf(
  { feed: { scores }, ledger }: SeriesSetup,
  { code }: PairState,
  closed: Gap,
  span: Span,
  spoilt: readonly number[],
  holes: readonly { readonly after: number; readonly before: number }[],
): Promise<Gap[]> {
  const onRecord = (await ledger.within(code, span)).filter((other) => isSpoilt(other) && other.from !== closed.from);
  const isNew = (score: number) => !onRecord.some(({ from, to }) => from <= score && score <= to);
  // Bad twice: it is not asked for any more.
  const isSecondLook = closed.state === 'unfillable';
  const bad = invalidRows(spoilt.filter(isNew), scores).map(
    (row): Gap => ({ ...closed, ...row, left: isSecondLook ? null : row.to }),
  );
  const lacking = holes
    .map(({ after, before }) => ({
      from: Math.max(span.from, scores.next(after)),
      to: Math.min(span.to, scores.previous(before)),
    }))
    .filter(({ from, to }) => from <= to)
    .flatMap((hole) => without(hole, [...bad, ...onRecord], scores))
    .map((hole): Gap => ({ ...closed, ...hole, cause: 'exchange-gap', state: 'unfillable', rows: 0 }));
  const missing = [...bad, ...lacking];
  const [filled] = without(span, [...missing, ...onRecord], scores);
  const entries: Gap[] = [];
  if (filled !== undefined) entries.push({ ...closed, from: filled.from, state: 'filled' });
  entries.push(...missing);
  // A gap that begins within bad rows on record, and has no other entry, would stay open: it becomes a part of theirs.
  const around = onRecord.find(({ from, to }) => from < closed.from && to >= closed.from);
  const isClosed = entries.some(({ from }) => from === closed.from);
  if (around !== undefined && !isClosed)
    entries.push({ ...around, from: closed.from, to: Math.min(around.to, closed.to), left: null });
  return entries;
}
