import { lookAgain, newSeriesState } from '../state/seriesState.ts';
import { confirmStored } from './confirmStored.ts';
import type { RowSettings } from './feedSettings.ts';
import type { RowIngest } from './ingest.ts';
import type { IngestContext } from './ingestContext.ts';
import { judgeRows } from './judging/judgeRows.ts';
import { loadCursor } from './loadCursor.ts';
import { storeRows } from './storeRows.ts';
import { takeNewest } from './takeNewest.ts';
import { tellBadRows } from './tellBadRows.ts';

/** The way in of a series, as its settings want it now. */
export function createRowIngest(context: IngestContext, settings: RowSettings): RowIngest {
  return {
    judge(pair, payload, query) {
      const judged = judgeRows(settings.feed, settings.validate, payload, query);
      if (judged.bad.length > 0) {
        const faults = judged.bad.map(({ fault }) => fault);
        tellBadRows(context, pair, faults);
      }
      return judged;
    },

    async prepare(target) {
      const { pair, series } = target;
      if (series.cursor !== undefined) return;
      await pair.line(async () => {
        if (series.cursor === undefined) await loadCursor(context, settings, target);
      });
    },

    async takeNewest(target, judged, newest) {
      const { pair } = target;
      await pair.line(async () => {
        if (!pair.isRemoved) await takeNewest(context, settings, target, judged, newest);
      });
    },

    async takeOlder(target, rows, origin) {
      const { pair } = target;
      await pair.line(async () => {
        if (pair.isRemoved || rows.length === 0) return;
        await storeRows(context, settings, target, rows, { ...origin, confirmsNewest: false });
      });
    },

    restate(target, rows, source) {
      const { pair, series } = target;
      return pair.line(async () => {
        if (pair.isRemoved || rows.length === 0 || series.confirmedAt === 0) return false;
        const origin = { asOf: series.confirmedAt, source };
        const { restated } = await storeRows(context, settings, target, rows, { ...origin, confirmsNewest: true });
        return restated > 0;
      });
    },

    takeSums(target, rows, origin) {
      const { pair } = target;
      return pair.line(async () => {
        if (pair.isRemoved) return 0;
        const { regressed } = await storeRows(context, settings, target, rows, { ...origin, confirmsNewest: true });
        return regressed;
      });
    },

    confirm: (confirmed, source) =>
      confirmStored(context, confirmed, source, {
        isSeries: true,
        isEmpty: ({ series }) => series.newest === null,
        versionOf: ({ series }) => series.version,
        onConfirmed: ({ series }, asOf) => {
          series.confirmedAt = Math.max(series.confirmedAt, asOf);
        },
        onLost: (pair) => {
          pair.series = lookAgain(pair.series);
        },
      }),

    async beginAnew(target, newest, keepTo, origin) {
      const { pair } = target;
      await pair.line(async () => {
        if (pair.isRemoved) return;
        await storeRows(context, settings, target, [newest], { ...origin, confirmsNewest: true, keepTo });
        pair.series = newSeriesState();
      });
    },
  };
}
