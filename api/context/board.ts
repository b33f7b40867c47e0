import type { Config } from '../../config/config.ts';
import type { Log } from '../../runtime/log.ts';
import { createExchangeClock } from '../../store/clock.ts';
import type { Store } from '../../store/connect.ts';
import { createDefects, type Defects } from '../../store/defects.ts';
import { type Bookkeeping, emptyBookkeeping, readBookkeeping } from '../../store/health.ts';

/** What the collectors say of themselves, as last read: what it takes to judge an answer's age without asking Redis for it. */
export interface Board {
  book(): Bookkeeping;
  /** Exchange-clock ms; the machine's clock while the exchange's is not measured. */
  now(): number;
  /** Reads it anew. On failure the last known stays. @throws ioredis errors when Redis is away. */
  refresh(): Promise<void>;
  /** Reads it anew each `everyMs` until closed; says once when an open connection stops answering, and once when it answers again. */
  start(everyMs: number): void;
  close(): void;
  /** Those that the API has met. */
  readonly defects: Defects;
}

export interface BoardOptions {
  readonly store: () => Store | null;
  readonly config: () => Config;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
  /** Wall-clock ms. */
  readonly wall?: () => number;
}

export function createBoard({ store, config, log, wall = Date.now }: BoardOptions): Board {
  const clock = createExchangeClock(undefined, wall);
  const defects = createDefects(log);
  let book = emptyBookkeeping('spot');
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let isSilent = false;

  async function refresh(): Promise<void> {
    const open = store();
    if (open === null) return;
    const read = await readBookkeeping(
      open,
      { market: 'spot', egress: config().budget.egress },
      clock.nowOrWall(),
      book,
    );
    if (read.clock !== null) clock.adopt(read.clock);
    book = read;
  }

  function start(everyMs: number): void {
    const again = () => {
      if (isClosed) return;
      timer = setTimeout(() => start(everyMs), everyMs);
      timer.unref();
    };
    refresh()
      .then(() => {
        if (isSilent) log.info('Redis answers again');
        isSilent = false;
      })
      .catch((error: unknown) => {
        if (!(error instanceof SyntaxError) && defects.note('what the collectors say of themselves', error)) return;
        // A lost connection is logged by the connection itself.
        if (isSilent || isClosed || store()?.isUp() !== true) return;
        isSilent = true;
        log.warn('Redis does not answer in time or not as it should', { error });
      })
      .then(again);
  }

  return {
    book: () => book,
    defects,
    now: clock.nowOrWall,
    refresh,
    start,
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}
