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
   * Resolves once the next candle is there, what is final has changed, or it is too late. Only then each of those who wait looks at its own page: what
   * is announced meanwhile is looked at once for all of them.
   *
   * @param version of what the caller has seen @param untilMs monotonic ms; the first one's counts for all who join
   * @throws what reading throws
   */
  next(tip: Tip, version: number, untilMs: number): Promise<void>;
}

interface Turn {
  readonly over: Promise<void>;
  /** Of what it has looked at. */
  version: number;
}

/** @param monotonic ms */
export function createTurns(pages: Pages, shelf: Shelf<SeriesPage>, monotonic: () => number): Turns {
  /** By key. */
  const turns = new Map<string, Turn>();

  async function watch(turn: { version: number }, { request, isThere }: Tip, untilMs: number): Promise<void> {
    const [key = ''] = request.keys;
    const seen = turn.version;
    let before: string | null = null;
    for (;;) {
      const page = shelf.kept(request.address) ?? (await shelf.read(request));
      turn.version = page.version;
      const now = finalsOf(page);
      // Who began to wait may have looked before what is there now has come.
      if (isThere(page) || (before === null ? page.version !== seen : now !== before)) return;
      before = now;
      const left = untilMs - monotonic();
      if (left <= 0) return;
      await nextOf(pages, key, null, left);
    }
  }

  return {
    next(tip, version, untilMs) {
      const [key = ''] = tip.request.keys;
      const running = turns.get(key);
      // Something has come since the caller looked.
      if (running !== undefined && running.version > version) return Promise.resolve();
      if (running !== undefined) return running.over;
      const own = { version };
      const over = watch(own, tip, untilMs).finally(() => turns.delete(key));
      turns.set(key, Object.assign(own, { over }));
      return over;
    },
  };
}

/** Which candles there are, and which of them are final. */
const finalsOf = ({ rows }: SeriesPage): string => `${rows?.scores.at(-1)} ${rows?.open}`;
