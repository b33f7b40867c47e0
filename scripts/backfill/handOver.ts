import { setTimeout } from 'node:timers/promises';
import type { SeriesRow } from '../../model/seriesRow.ts';
import { StartError } from '../../runtime/errors.ts';
import { describeHolder } from '../../runtime/machine.ts';
import type { Store } from '../../store/redis/connect.ts';
import { countDelivered, deliver, readDelivered, removeDelivered } from '../../store/values/delivered.ts';
import { readHolder } from '../../store/values/lease.ts';
import { type Patience, patiently } from '../history/patience.ts';
import type { OpenedSeries } from './openSeries.ts';
import { createOwnWriter, type OwnWriterContext } from './ownWriter.ts';

/** Pages that may wait for one worker: more would only take memory. */
const MOST_WAITING = 8;

/** It is looked at again so often whether they were taken, ms. */
const LOOK_EVERY_MS = 200;

/** A worker takes pages each second. One that takes none for so long does not know of them, ms. */
const TAKEN_WITHIN_MS = 60_000;

/** Rows of one page: more would hold up Redis for too long. */
const PAGE_ROWS = 1_000;

/** Where the rows of a backfill go. */
export interface RowTaker {
  /**
   * Hands rows over, ascending, to who holds the lease of their collector, or stores them where nobody does. Pages are taken in the order they come.
   *
   * @throws StartError where the holder takes none; what `patiently` throws
   */
  put(
    series: OpenedSeries,
    rows: readonly SeriesRow[],
    origin: { readonly asOf: number; readonly source: string },
  ): Promise<void>;
  /** Resolves when all that was handed over to the worker is taken. Throws as `put` does. */
  settled(series: OpenedSeries): Promise<void>;
}

export function createRowTaker(
  context: OwnWriterContext & { readonly store: Store; readonly patience: Patience },
): RowTaker {
  const { store, patience } = context;
  const ownWriter = createOwnWriter(context);
  // Numbers rise over a restart of the command, so that what an earlier one has left is taken first.
  let number = Date.now() * 1000;

  const known = new Map<string, OpenedSeries>();
  const keyOf = (worker: string, code: string): string => `${worker} ${code}`;

  const isCollected = async (worker: string): Promise<boolean> => (await readHolder(store, worker)) !== '';

  /** Stores what was handed over to a holder who has gone: it lies above what comes next. @throws as `OwnWriter.store` does */
  async function takeLeft(worker: string): Promise<void> {
    for (const { entry, code, rows, asOf, source } of await readDelivered(store, worker, MOST_WAITING)) {
      const series = known.get(keyOf(worker, code));
      // Of an earlier run nobody knows it: it was fetched anew, or will be.
      if (series !== undefined) await ownWriter.store(series, rows, { asOf, source });
      await removeDelivered(store, worker, entry);
    }
  }

  async function waitForRoom({ collector }: OpenedSeries, most: number): Promise<void> {
    const { name } = collector;
    let fewest = Number.POSITIVE_INFINITY;
    let since = performance.now();
    for (;;) {
      const waiting = await patiently(name, () => waitingFor(name), patience);
      if (waiting <= most) return;
      if (waiting < fewest) [fewest, since] = [waiting, performance.now()];
      if (performance.now() - since > TAKEN_WITHIN_MS) throw await notTaken(name);
      await setTimeout(LOOK_EVERY_MS, undefined, { ...(patience.signal && { signal: patience.signal }) });
    }
  }

  /** How many pages wait for who collects; where nobody does, none is left to wait. */
  async function waitingFor(worker: string): Promise<number> {
    const waiting = await countDelivered(store, worker);
    if (waiting === 0 || (await isCollected(worker))) return waiting;
    await takeLeft(worker);
    return countDelivered(store, worker);
  }

  async function notTaken(worker: string): Promise<StartError> {
    const holder = describeHolder(await readHolder(store, worker));
    const seconds = TAKEN_WITHIN_MS / 1000;
    return new StartError(
      `${worker}: ${holder} collects it, and has taken no older rows for ${seconds} s: see its log; one of an older version must be restarted first`,
    );
  }

  async function putPage(series: OpenedSeries, rows: readonly SeriesRow[], origin: { asOf: number; source: string }) {
    const { collector, code, feed } = series;
    const { name } = collector;
    known.set(keyOf(name, code), series);
    await waitForRoom(series, MOST_WAITING - 1);
    const page = { code, kind: feed.kind, ...origin, members: rows.map(({ member }) => member) };
    const give = async (): Promise<void> => {
      // Who collects may come and go at any moment: each try looks anew.
      if (await isCollected(name)) return deliver(store, name, number++, page);
      await takeLeft(name);
      await ownWriter.store(series, rows, origin);
    };
    await patiently(name, give, patience);
  }

  return {
    async put(series, rows, origin) {
      const whole = { ...origin, asOf: Math.round(origin.asOf) };
      // The newest page first: however it ends, what is stored has no hole.
      for (let end = rows.length; end > 0; end -= PAGE_ROWS) {
        await putPage(series, rows.slice(Math.max(0, end - PAGE_ROWS), end), whole);
      }
    },
    settled: (series) => waitForRoom(series, 0),
  };
}
