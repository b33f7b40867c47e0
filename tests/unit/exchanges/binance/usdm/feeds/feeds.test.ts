import { readFileSync } from 'node:fs';
import { feedFactories } from '../../../../../../exchanges/binance/usdm/feeds/feeds.ts';
import { feedsOf, isCandles, rowOf } from '../../../../../../markets/markets.js';
import type { Feed, FeedFactory, SeriesQuery } from '../../../../../../model/feed.ts';
import { InvalidPayload } from '../../../../../../model/invalidPayload.ts';
import { configOf } from '../../../../../configOf.ts';
import { judgedEntries, judgedRows, onlyValue } from '../../../../../judged.ts';

type Name = keyof typeof feedFactories;

const { usdm } = configOf({ pairs: ['btcusdt'], usdm: { pairs: ['btcusdt'] } });
const poll: SeriesQuery = {
  pairs: ['BTCUSDT'],
  asOf: 1_790_000_101_000,
  uncertainty: 1,
  cursor: 1,
  resuming: false,
  retention: 1000,
};

const names = feedsOf('usdm') as Name[];
const fixture = (name: Name): unknown =>
  JSON.parse(readFileSync(new URL(`../../../../../fixtures/usdm/${name}.json`, import.meta.url), 'utf8'));

function feedOf(name: Name): Feed {
  const factory: FeedFactory = feedFactories[name];
  return factory({ ...usdm?.feeds[name] }, isCandles(rowOf('usdm', name)) ? 1 : undefined);
}

/** What is stored of a payload: JSON texts. */
function store(feed: Feed, payload: unknown): string[] {
  if (feed.shape === 'latest') return [onlyValue(feed, payload, poll)?.value ?? ''];
  const { rows, bad } = judgedRows(feed, payload, poll);
  if (bad[0] !== undefined) throw new InvalidPayload(bad[0].fault);
  return rows.map((row) => row.member);
}

/** What an answer holds of a pair that is not in it: nothing, and nothing wrong either. */
const ofSome = new Set<Name>(['funding-info', 'index-info', 'asset-index']);

describe.each(names)('%s', (name) => {
  const row = rowOf('usdm', name);
  const feed = feedOf(name);

  it('has the shape and the kind that the table says', () => {
    expect(feed.shape).toBe(row.shape);
    if (feed.shape !== 'series') return;
    expect(row).toMatchObject({ continuity: feed.scores.continuity });
    expect(row.shape === 'series' && row.kinds).toContain(feed.kind);
  });

  it('asks for what it is about, unless nothing can be asked for', () => {
    const request = feed.request?.(poll);
    expect(request === undefined).toBe(row.ask === 'none');
    if (request === undefined || row.ask === 'pairs') return;
    expect(request.params.symbol ?? request.params.pair).toBe('BTCUSDT');
    expect(request.weight).toBeGreaterThan(0);
  });

  it('stores what the exchange sent, figure for figure', () => {
    const rows = store(feed, fixture(name));
    expect(rows.length).toBeGreaterThan(0);
    expect(rows[0]).not.toBe('');
    // The value of a liquidation is worked out, and its delivery price is sent as a number.
    const figures = name === 'liquidations' ? [] : (rows.join().match(/\d+\.\d+/g) ?? []);
    for (const figure of figures) expect(JSON.stringify(fixture(name))).toContain(figure);
  });

  it('stores as many fields as the table has columns, of the types that it says', () => {
    if (row.shape !== 'series') return;
    for (const member of store(feed, fixture(name))) {
      const fields = JSON.parse(member) as unknown[];
      expect(fields).toHaveLength(row.columns.length);
      for (const [index, column] of row.columns.entries()) {
        const field = fields[index];
        if (column === null || column.name === 'final') continue;
        if (column.nullable && field === null) continue;
        const types = {
          decimal: 'string',
          text: 'string',
          boolean: 'boolean',
          integer: 'number',
          milliseconds: 'number',
        };
        expect(typeof field).toBe(types[column.type as keyof typeof types]);
        if (column.type === 'decimal') expect(field).toMatch(column.signed ? /^-?\d+(\.\d+)?$/ : /^\d+(\.\d+)?$/);
      }
    }
  });

  it('has the fields that the table says', () => {
    if (row.shape !== 'latest' || row.view === 'book') return;
    const value = JSON.parse(store(feed, fixture(name))[0] ?? '') as object;
    for (const { name: field } of row.fields) expect(value).toHaveProperty(field);
  });

  it.each([null, {}, { code: 0 }, 'text', 7, [null], [[]], [{}], { symbols: [] }])('refuses %j', (payload) => {
    if (ofSome.has(name)) expect(() => store(feed, payload)).not.toThrow(TypeError);
    else expect(() => store(feed, payload)).toThrow(/^test: /);
  });

  it('of what comes in its rows it takes nothing that is of the far future', () => {
    const later = (value: unknown): unknown => {
      if (typeof value === 'number' && value > 1e12 && value < 1e13) return value + 10 * 86_400_000;
      if (Array.isArray(value)) return value.map(later);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, later(inner)]));
    };
    const ordered = ['high-low', 'price', 'mark-price'].includes(name);
    if (feed.shape === 'series' || ordered) {
      if (name === 'delivery-price') return;
      expect(() => store(feed, later(fixture(name)))).toThrow(/future|later/);
    }
  });
});

it('an answer with all symbols gives those that were asked for, whoever else is in it', () => {
  const feed = feedOf('mark-price');
  const own = fixture('mark-price') as object;
  const all = [{ ...own, symbol: 'BTCUSD_PERP' }, { ...own, symbol: '币安人生USDT' }, own, { nonsense: 1 }];
  expect(store(feed, all)).toEqual([JSON.stringify(own)]);
  // Nobody needs to be told of the others.
  expect(feed.shape === 'latest' && judgedEntries(feed, all, poll).strays).toEqual([]);
  const chinese = feed.shape === 'latest' && onlyValue(feed, all, { ...poll, pairs: ['币安人生USDT'] });
  expect(chinese).toMatchObject({ order: 1_790_000_099_000 });
});

it('one symbol is asked for by its name, several by asking for all', () => {
  const { request } = feedOf('high-low') as { request: (query: SeriesQuery) => { params: object; weight: number } };
  expect(request(poll)).toMatchObject({ params: { symbol: 'BTCUSDT' }, weight: 1 });
  expect(request({ ...poll, pairs: ['BTCUSDT', 'ETHUSDT'] })).toMatchObject({ params: {}, weight: 40 });
});

it('a value of a pair that is not in an answer of some is none, and no fault', () => {
  for (const name of ofSome) {
    const feed = feedOf(name);
    if (feed.shape !== 'latest') throw new Error('it is a latest value');
    expect(onlyValue(feed, fixture(name), { ...poll, pairs: ['SOLUSDT'] })).toBeNull();
  }
});
