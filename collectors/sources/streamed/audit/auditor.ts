import { setTimeout as wait } from 'node:timers/promises';
import { ask } from '../../../../gateway/ask.ts';
import { NotSent } from '../../../../gateway/gate.ts';
import { WriteRefused } from '../../../../store/values/write.ts';
import { queryNow } from '../../../context/workerContext.ts';
import type { PairState } from '../../../state/pairState.ts';
import type { StreamedContext } from '../streamedContext.ts';
import type { Audited } from './audited.ts';
import { isMismatch, type Mismatch, type Verdict } from './verdict.ts';

/*
 * THE AUDIT holds what has come by streams against what REST answers, pair by pair, with weight that others leave. It finds what no order shows: a value
 * that is wrong. That something is missing is found by others (board.ts), at once and for nothing.
 *
 * Of each look: it begins to record the pair, asks, waits a moment for what is still on its way by the stream, and compares. An answer may come from a
 * server of the exchange that lags, so a mismatch is asked again after 2 s. Only a second one in a row counts: then the pair's streams are
 * subscribed anew, its book is built anew, or its closed candles are stored as both answers have them. Nothing else of an answer is stored.
 */

/** Streams bring within this time what REST knows already, ms. */
const GRACE_MS = 1_000;
const AGAIN_MS = 2_000;
/** So often at most a mismatch is asked again: an answer that cannot be compared, or is not sent for want of weight, tells nothing. */
const MOST_AGAIN = 4;
/** Workers have their turns at the same moment: their audits do not, ms. */
const JITTER_MS = 900;
const MOST_AT_A_TIME = 4;

export interface AuditorOptions {
  readonly context: StreamedContext;
  readonly audited: Audited;
  /** Pairs that one request asks for. */
  readonly chunk: number;
  /** Seconds in which each pair has its turn once. */
  readonly auditEvery: () => number | null;
  /** All that the exchange has of the pair has come, as far as its streams have told. */
  readonly isWhole: (pair: PairState) => boolean;
  readonly distrust: (pair: PairState, why: string) => void;
}

export interface Auditor {
  /** A second has passed. @param pairs whose turn it may be @param all how many pairs there are */
  turn(pairs: readonly PairState[], all: number): void;
  /** Begins nothing more, and waits for what is under way. */
  close(): Promise<void>;
}

export function createAuditor(options: AuditorOptions): Auditor {
  const { context, audited, chunk, auditEvery, isWhole, distrust } = options;
  const { audits } = context;
  const { monotonic } = context.clock;
  const end = new AbortController();
  const isClosed = () => end.signal.aborted;
  const running = new Set<Promise<void>>();
  let turnAt = monotonic();
  /** Requests that may be sent now. What is asked again is spent before it is earned. */
  let credit = 0;

  /** Over at once when it is closed. */
  async function pause(ms: number): Promise<void> {
    await wait(ms, undefined, { signal: end.signal }).catch(() => undefined);
  }

  /** Those that were looked at longest ago. */
  function next(pairs: readonly PairState[]): PairState[] {
    return pairs
      .filter((pair) => !pair.streamed.audit.isBusy && isWhole(pair))
      .toSorted((one, other) => one.streamed.audit.at - other.streamed.audit.at)
      .slice(0, chunk);
  }

  async function run(group: readonly PairState[]): Promise<void> {
    await pause(Math.random() * JITTER_MS);
    let suspects = await lookAt(group, new Map());
    for (let again = 0; suspects.size > 0 && again < MOST_AGAIN; again++) {
      await pause(AGAIN_MS);
      credit -= 1;
      suspects = await lookAt([...suspects.keys()], suspects);
    }
  }

  /** @param suspects mismatches that wait for a second one @returns those that do so then */
  async function lookAt(
    pairs: readonly PairState[],
    suspects: ReadonlyMap<PairState, Mismatch>,
  ): Promise<ReadonlyMap<PairState, Mismatch>> {
    const left = new Map(suspects);
    for (const [pair, verdict] of await look(pairs)) {
      context.count(verdict === 'not comparable' ? 'notComparable' : 'audited');
      if (verdict === 'equal') left.delete(pair);
      if (!isMismatch(verdict)) continue;
      const before = suspects.get(pair);
      const isOver = before !== undefined && (await mend(pair, before, verdict));
      if (isOver) left.delete(pair);
      else left.set(pair, verdict);
    }
    return left;
  }

  /** What comes of one request. Empty: it was not sent, or has failed. */
  async function look(pairs: readonly PairState[]): Promise<ReadonlyMap<PairState, Verdict>> {
    const known = pairs.filter(isWhole);
    if (known.length === 0 || isClosed()) return new Map();
    const since = new Map(known.map((pair) => [pair, pair.streamed.wholeSince]));
    const query = queryNow(
      context,
      known.map(({ symbol }) => symbol),
    );
    const request = audited.request(query);
    const recording = audited.record(known);
    try {
      const { data, text } = await ask(context, request, 'fill', 'auditWeight');
      await pause(GRACE_MS);
      if (isClosed()) return new Map();
      const verdicts = await recording.compare({ data, text, path: request.path }, query);
      audits.well();
      // What was not whole all the time proves nothing.
      const isSound = (pair: PairState) => isWhole(pair) && pair.streamed.wholeSince === since.get(pair);
      return new Map(
        known.map((pair) => [pair, isSound(pair) ? (verdicts.get(pair) ?? 'not comparable') : 'not comparable']),
      );
    } catch (error) {
      if (!(error instanceof NotSent)) audits.failed(error);
      return new Map();
    } finally {
      recording.stop();
    }
  }

  /** @returns false: the two do not agree, so that a third one is needed */
  async function mend(pair: PairState, first: Mismatch, again: Mismatch): Promise<boolean> {
    if (!isWhole(pair) || pair.isRemoved) return true;
    try {
      const why = await audited.mend(pair, first, again, (reason) => distrust(pair, reason));
      if (why !== null) audits.mismatch(pair, why);
      return why !== null;
    } catch (error) {
      if (!(error instanceof WriteRefused)) audits.failed(error);
      return true;
    }
  }

  return {
    turn(pairs, all) {
      const now = monotonic();
      credit = Math.min(
        credit + (Math.ceil(all / chunk) * (now - turnAt)) / ((auditEvery() ?? Number.POSITIVE_INFINITY) * 1000),
        1,
      );
      turnAt = now;
      if (credit < 1 || running.size >= MOST_AT_A_TIME || isClosed()) return;
      const group = next(pairs);
      if (group.length === 0) return;
      credit -= 1;
      for (const { streamed } of group) Object.assign(streamed.audit, { isBusy: true, at: now });
      const task = run(group).finally(() => {
        for (const { streamed } of group) streamed.audit.isBusy = false;
        running.delete(task);
      });
      running.add(task);
    },
    async close() {
      end.abort();
      await Promise.all(running);
    },
  };
}
