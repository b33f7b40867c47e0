/** Where events of each type tell the number of the last single trade that they know of. */
const places: Readonly<Record<string, (event: RawEvent) => unknown>> = {
  aggTrade: ({ l }) => l,
  trade: ({ t }) => t,
  kline: ({ k }) => k?.L,
  '24hrTicker': ({ L }) => L,
};

interface RawEvent {
  readonly e?: string;
  readonly l?: unknown;
  readonly t?: unknown;
  readonly L?: unknown;
  readonly k?: { readonly L?: unknown };
}

/** The number of the last single trade that an event tells of; null: it tells of none. */
export function lastTradeOf(event: unknown): number | null {
  const raw = Object(event) as RawEvent;
  const id = places[raw.e ?? '']?.(raw);
  return typeof id === 'number' && Number.isSafeInteger(id) && id >= 0 ? id : null;
}
