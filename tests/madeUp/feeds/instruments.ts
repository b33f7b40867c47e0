import type { LatestFeed, Payload } from '../../../model/feed.ts';
import { listOf } from '../../../model/validate.ts';
import { decimal, object, text } from './fields.ts';

/** States of instruments. Whatever is asked for, it answers all that it has: who is not among them is not listed. */
export const instruments = (): LatestFeed<RawInstrument> => ({
  shape: 'latest',
  rowSchema: object({ instrument: text, state: text, tick: decimal }),
  request: () => ({ path: '/v1/instruments', params: {}, weight: 5 }),
  entries: (payload, { pairs }) =>
    rowsIn(payload)
      .map((row) => ({ symbol: symbolOf(row), row, text: JSON.stringify(row) }))
      .filter(({ symbol }) => pairs.includes(symbol)),
  valueOf: ({ state, tick }) => ({ value: JSON.stringify({ state, tick }) }),
  facts(payload, { pairs }) {
    const rows = rowsIn(payload);
    const statuses = rows.flatMap((row): [string, string][] => {
      const { instrument, state } = Object(row) as Partial<Record<string, unknown>>;
      return typeof instrument === 'string' && typeof state === 'string' ? [[instrument, state]] : [];
    });
    const listed = new Map(statuses.filter(([symbol]) => pairs.includes(symbol)));
    // A list with a row that cannot be read may have held anybody.
    const isWhole = statuses.length === rows.length && rows.length > 0;
    return { limits: null, statuses: listed, unlisted: isWhole ? pairs.filter((symbol) => !listed.has(symbol)) : [] };
  },
});

const rowsIn = ({ data, path }: Payload): readonly unknown[] => listOf(data, path);

const symbolOf = (row: unknown): string => String((Object(row) as Partial<RawInstrument>).instrument ?? '');

/** `{"instrument":"XBT/USD","state":"open","tick":"0.01"}` */
interface RawInstrument {
  readonly instrument: string;
  readonly state: string;
  readonly tick: string;
}
