import type { PageRequest, Pages, Shelf } from '../../pages/page.ts';
import { nextOf } from './nextOf.ts';
import type { SeriesPage } from './seriesPage.ts';

/** The newest candles of a series, which all who wait for the next one look at. */
export interface Tip {
  readonly request: PageRequest<SeriesPage>;
  /** Whether the one that is over is final, and the next one is there. */
  isThere(page: SeriesPage): boolean;
}

/** One wait of all who ask for candles of a series while the collectors have not stored yet that one of them is over. */
export interface Turns {
  /**
   * Resolves once the next candle is there, what is final has changed, or it is too late; and at once where the newest candles were read at a later
   * version than the caller's. Only then each of those who wait looks at its own page: what is announced meanwhile is looked at once for all of them.
   *
   * @param version of what the caller has seen @param untilMs monotonic ms; the first one's counts for all who join
   * @returns the version of what was looked at: a page of an earlier one is kept until the announcement of that version comes, and has to be read
   * @throws what reading throws
   */
  next(tip: Tip, version: number, untilMs: number): Promise<number>;
}

interface Turn {
  readonly over: Promise<number>;
  /** Of what it has looked at. */
  version: number;
}

/** @param monotonic ms */
export function createTurns(pages: Pages, shelf: Shelf<SeriesPage>, monotonic: () => number): Turns {
  /** By key. */
  const turns = new Map<string, Turn>();

  async function watch(turn: { version: number }, { request, isThere }: Tip, untilMs: number): Promise<number> {
    const [key = ''] = request.keys;
    const seen = turn.version;
    let before: string | null = null;
    for (;;) {
      const page = await lookAt(shelf, request, seen);
      const { version } = page;
      turn.version = version;
      const now = finalsOf(page);
      // Who sees as much as is there now, and still waits, is helped by nothing but what comes next: to be told at once, it would ask again at once.
      if (before === null ? version > seen : isThere(page) || now !== before) return version;
      before = now;
      const left = untilMs - monotonic();
      if (left <= 0) return version;
      await nextOf(pages, key, null, left);
    }
  }

  return {
    next(tip, version, untilMs) {
      const [key = ''] = tip.request.keys;
      const running = turns.get(key);
      // The caller's page was read before what is looked at here. It may be kept as right for a moment yet: until that is announced too.
      if (running !== undefined && running.version > version) return Promise.resolve(running.version);
      if (running !== undefined) return running.over;
      const own = { version };
      const over = watch(own, tip, untilMs).finally(() => turns.delete(key));
      turns.set(key, Object.assign(own, { over }));
      return over;
    },
  };
}

/** The page as it is kept; read where it is not, or where it was read before a version that is known to be there. */
export async function lookAt(
  shelf: Shelf<SeriesPage>,
  request: PageRequest<SeriesPage>,
  version: number,
): Promise<SeriesPage> {
  const kept = shelf.kept(request.address);
  return kept !== undefined && kept.version >= version ? kept : shelf.read(request);
}

/** Which candles there are, and which of them are final. */
const finalsOf = ({ rows }: SeriesPage): string => `${rows?.scores.at(-1)} ${rows?.open}`;
