import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describeWithRecordings, recording } from '../../../recordings.ts';
import { type AskedUsdm, askUsdm } from './askUsdm.ts';

const NOW = Date.UTC(2026, 10, 26, 12, 34, 56, 789);
type Row = Readonly<Record<string, unknown>>;
const missing: Row & { readonly filters: Row[] } = { filters: [] };

/** Recorded answers, and the fields that Binance has added or left out since. */
const recorded: readonly (readonly [string, string, Row, readonly string[]])[] = [
  ['fapi-bookTicker-all-2026-07-15', '/fapi/v1/ticker/bookTicker', {}, []],
  ['fapi-premiumIndex-all-2026-07-04', '/fapi/v1/premiumIndex', {}, []],
  ['fapi-fundingInfo-2026-07-04', '/fapi/v1/fundingInfo', {}, []],
  ['fapi-fundingRate-BTCUSDT-2026-07-13', '/fapi/v1/fundingRate', { symbol: 'BTCUSDT' }, ['rateType']],
];

/** The types of a row's fields, in order; of those that are lists or objects, of the first thing in them. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])];
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, shapeOf(entry)]));
}

describeWithRecordings('answers about futures', () => {
  let usdm: AskedUsdm;
  beforeAll(async () => {
    usdm = await askUsdm(NOW);
  });
  const read = <Body>(name: string): Body =>
    JSON.parse(gunzipSync(readFileSync(recording(`rest/${name}.json.gz`))).toString());
  const ask = <Body>(path: string, query: Row = {}) => usdm.ask<Body>(path, query as Record<string, string>, NOW);

  it.each(recorded)('have the fields of those that were recorded: %s', (name, path, query, added) => {
    const [real] = read<Row[]>(name);
    const rows = ask<Row[]>(path, query);
    const fields = Object.keys(rows[0] ?? {}).filter((field) => !added.includes(field));
    expect(fields).toEqual(Object.keys(real ?? {}));
  });

  it('describe contracts as those that were recorded are described: each kind, all fields', () => {
    interface Info {
      readonly symbols: (Row & { readonly symbol: string; readonly contractType: string; readonly filters: Row[] })[];
    }
    const [real, own] = [read<Info>('fapi-exchangeInfo-2026-07-08'), ask<Info>('/fapi/v1/exchangeInfo')];
    expect(Object.keys(own)).toEqual(Object.keys(real));
    for (const contractType of ['PERPETUAL', 'TRADIFI_PERPETUAL', 'CURRENT_QUARTER', 'NEXT_QUARTER']) {
      const of = ({ symbols }: Info) => symbols.find((row) => row.contractType === contractType);
      const [one, other] = [of(real), of(own)];
      expect(Object.keys(other ?? {})).toEqual(Object.keys(one ?? {}));
      const { filters, underlyingSubType: _, ...rest } = one ?? missing;
      const { filters: ownFilters, underlyingSubType: __, ...ownRest } = other ?? missing;
      expect(shapeOf(ownRest)).toEqual(shapeOf(rest));
      const named = (list: readonly Row[]) => new Map(list.map((filter) => [filter.filterType, shapeOf(filter)]));
      expect(named(ownFilters)).toEqual(named(filters));
    }
  });
});
