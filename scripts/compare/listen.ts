import { setTimeout as wait } from 'node:timers/promises';
import { SECOND_MS, type SecondRow } from '../../analysis/closes.ts';
import type { Guest } from '../../gateway/openGuest.ts';
import type { Seconds } from '../../model/seconds.ts';
import { StartError } from '../../runtime/errors.ts';
import type { Progress } from '../progress/progress.ts';
import type { Compared } from './compared.ts';
import { createTold } from './told.ts';
import type { Visited } from './visit.ts';

/** A stream that is not open by then is blocked, or there is no way to the exchange, ms. */
const OPENS_WITHIN_MS = 30_000;

/** So long the first close is waited for: quiet seconds carry on what is known, and before it nothing is, ms. */
const FIRST_WITHIN_MS = 30_000;

/** What happened before is told by then, where other events of the socket show that it lives, ms. */
const TOLD_LATE_MS = 2_000;

/** A socket that shows nothing for so long after the last second is not waited for any more, ms. */
const GIVEN_UP_MS = 10_000;

const LOOK_EVERY_MS = 100;

export interface ListenOptions {
  readonly clock: Guest['clock'];
  /** Null: the exchange has no streams. */
  readonly hub: Visited['hub'];
  readonly seconds: Seconds;
  readonly symbol: string;
  /** Seconds that are listened for. */
  readonly count: number;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/** What came of a stream. */
export interface Listened extends Pick<Compared, 'from' | 'to' | 'notes'> {
  readonly rows: readonly SecondRow[];
}

/**
 * Follows the stream of seconds. It begins with the first whole second after a close is known. Where the stream breaks it is opened again; the seconds
 * of which it has not told everything are missing.
 *
 * @throws StartError where the stream cannot be opened; AbortError by the signal
 */
export async function listen({
  clock,
  hub,
  seconds,
  symbol,
  count,
  signal,
  progress,
}: ListenOptions): Promise<Listened> {
  if (hub === null) throw new StartError('this exchange has no streams');
  const [stream] = seconds.streams;
  const name = stream.nameOf(symbol);
  const told = createTold(stream, symbol);
  const notes: string[] = [];
  let covered = Number.NEGATIVE_INFINITY;
  let refusal: string | null = null;
  let upAt: number | null = null;
  let downSince: { readonly at: number; readonly cause: string } | null = null;

  const following = hub.follow(name, {
    onEvent(event, asOf) {
      told.take(event);
      covered = Math.max(covered, asOf);
    },
    onDoubt: () => undefined,
    onDown(cause) {
      downSince = { at: clock.nowOrWall(), cause };
    },
    onUp() {
      upAt ??= clock.monotonic();
      refusal = null;
      if (downSince !== null) notes.push(brokenText(downSince, clock.nowOrWall()));
      downSince = null;
    },
    onRefused(why) {
      refusal = why;
    },
  });
  const look = async () => {
    await wait(LOOK_EVERY_MS, undefined, { signal });
    covered = Math.max(covered, following.asOf() ?? covered);
  };
  const why = () => refusal ?? hub.report().waitsFor ?? hub.report().lastEnd ?? 'nothing answers';

  try {
    progress.say(`opening the stream ${name}`);
    const begunAt = clock.monotonic();
    while (told.taken() === 0) {
      await look();
      const passed = clock.monotonic() - (upAt ?? begunAt);
      if (upAt === null && passed > OPENS_WITHIN_MS) {
        throw new StartError(`the stream ${name} cannot be opened: ${why()}; nothing is compared`);
      }
      if (upAt !== null && passed > FIRST_WITHIN_MS) {
        notes.push(`the stream told nothing for ${FIRST_WITHIN_MS / 1000} s before the comparison began`);
        break;
      }
    }
    const from = (Math.floor(clock.nowOrWall() / SECOND_MS) + 1) * SECOND_MS;
    const end = from + count * SECOND_MS;
    progress.say(`listening to ${name} for ${count} s`);
    const work = progress.begin('stream');
    for (let now = clock.nowOrWall(); !isOver(now); now = clock.nowOrWall()) {
      await look();
      const done = Math.max(0, Math.min(count, Math.floor((now - from) / SECOND_MS)));
      work.at(done / count, `${done} of ${count} s`);
    }
    work.end();

    function isOver(now: number): boolean {
      if (now < end + TOLD_LATE_MS) return false;
      return covered >= end + TOLD_LATE_MS || now >= end + GIVEN_UP_MS;
    }

    if (downSince !== null) notes.push(brokenText(downSince, null));
    const bad = told.leftOut();
    if (bad !== null) notes.push(`${bad.count} events of the stream were left out: ${bad.why}`);
    const rows = told.seconds(covered - TOLD_LATE_MS);
    const isMeant = ({ openTime }: SecondRow) => openTime >= from && openTime < end;
    return { rows: rows.filter(isMeant), from, to: end - SECOND_MS, notes };
  } finally {
    following.close();
  }
}

function brokenText({ at, cause }: { readonly at: number; readonly cause: string }, until: number | null): string {
  const span = until === null ? 'and did not come back' : `until ${clockText(until)}`;
  return `the stream was down from ${clockText(at)} ${span}: ${cause}`;
}

const clockText = (time: number): string => `${new Date(time).toISOString().slice(11, 19)} UTC`;
