import type { Missing } from '../../analysis/snapshot.ts';
import { DEFAULT_MARKET, type Market } from '../../markets/markets.js';
import type { Freshness } from '../state/read/freshness.ts';
import type { PartRead } from './readParts.ts';

/** What is not there of a part, or not of use, and why; nothing where all is well. @param at exchange-clock ms */
export function whyMissing(read: PartRead, freshness: Freshness, at: number): Missing[] {
  const part = read.place.name;
  const absent = whyAbsent(read, freshness);
  const old = absent === null ? whyOld(read, freshness, at) : [];
  return [
    ...old.map((why) => ({ part, why, stale: true }) as const),
    ...(absent ?? whyLess(read)).map((why) => ({ part, why })),
  ];
}

/** Null: it is there. */
function whyAbsent({ collector, isEnabled, isDamaged, part }: PartRead, { waiting }: Freshness): string[] | null {
  if (part !== null) return null;
  const { market, feed, interval } = collector;
  if (!isEnabled) return [`CONFIG.json does not collect it: ${settingsOf(market, feed, interval)}`];
  if (isDamaged) return ['what is stored of it is damaged'];
  return waiting
    ? ['the exchange has none yet: nothing was traded, or nobody has an order']
    : ['it is not fetched yet'];
}

/** The settings that decide whether it is collected. */
function settingsOf(market: Market, feed: string, interval: number | undefined): string {
  const prefix = market === DEFAULT_MARKET ? '' : `${market}.`;
  const enabled = `${prefix}feeds.${feed}.enabled`;
  return interval === undefined ? enabled : `${enabled}, and ${interval} in ${prefix}klines.intervals`;
}

/** It is there, but it is not what the exchange has now. */
function whyOld({ meta }: PartRead, { stale, shouldBeFresh, isOutOfStep, status }: Freshness, at: number): string[] {
  if (!stale || meta === null) return [];
  const { asOf } = meta;
  const when = `last confirmed at ${new Date(asOf).toISOString()}, ${((at - asOf) / 1000).toFixed(1)} s before`;
  if (!shouldBeFresh) return [`the pair is not traded now (${status}): ${when}`];
  return [isOutOfStep ? `out of step with the exchange: ${when}` : `stale: ${when}`];
}

/** It is there, but less than there should be. */
function whyLess({ collector, part, damagedRows }: PartRead): string[] {
  if (part === null) return [];
  if (!('rows' in part))
    return collector.row.shape === 'latest' && collector.row.view === 'book' ? sidesOf(part.value) : [];
  const what = collector.interval === undefined ? 'trade' : 'candle';
  const all = part.rows.length + damagedRows;
  return [
    ...(damagedRows > 0 ? [`${damagedRows} of ${all} rows are damaged, and left out`] : []),
    ...(part.rows.length === 0 && damagedRows === 0 ? [`no ${what} is stored`] : []),
  ];
}

function sidesOf(book: Readonly<Record<string, unknown>>): string[] {
  const isEmpty = (side: unknown): boolean => !Array.isArray(side) || side.length === 0;
  const [noBids, noAsks] = [isEmpty(book.bids), isEmpty(book.asks)];
  if (noBids && noAsks) return ['the book is empty: nobody has an order'];
  return [...(noBids ? ['the book has no bids'] : []), ...(noAsks ? ['the book has no asks'] : [])];
}
