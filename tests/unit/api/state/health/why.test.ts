import { streamsHealth } from '../../../../../api/state/health/streamsHealth.ts';
import { type Judged, judge } from '../../../../../api/state/health/why.ts';
import type { FeedState } from '../../../../../api/state/read/overview.ts';
import { type Collector, collectors } from '../../../../../markets/markets.js';
import { streamsReportOf } from '../../../../streamsReportOf.ts';

const reachable = { name: 'Binance', reachable: true, error: null, since: null };
const away = (error: string) => ({ name: 'Binance', reachable: false, error, since: 1 });

const well: Judged = {
  overview: { trouble: null, refusal: null, feeds: [] },
  redis: {},
  markets: new Map([
    ['spot', { exchange: reachable, streams: null }],
    ['usdm', { exchange: { ...reachable, reachable: null }, streams: null }],
  ]),
  pauses: [],
  workers: [],
  idle: [],
  old: [],
  defects: [],
  config: { ok: true, faults: [] },
};

function collectorNamed(name: string): Collector {
  const found = collectors.find((collector) => collector.name === name);
  if (found === undefined) throw new Error(`no collector ${name}`);
  return found;
}

const feed = (name: string, fields: Partial<FeedState> = {}): FeedState => ({
  ...{ collector: collectorNamed(name), code: 'btcusdt', asOf: 1, age: 9_000, period: 1, status: 'TRADING' },
  ...{ stale: true, waiting: false, isOutOfStep: false, shouldBeFresh: true },
  ...fields,
});

const worker = (name: string, fields: object = {}) => ({ name, alive: false, faults: [], ...fields });
const read = (feeds: readonly FeedState[]): Judged['overview'] => ({ ...well.overview, feeds });
const pause = { market: 'usdm', egress: 'local', status: 429, until: Date.UTC(2026, 10, 27, 12, 30, 5) } as const;

it('all is well where nothing is found, though a pair is halted and an exchange was never asked', () => {
  const feeds = [feed('price', { stale: false }), feed('depth', { shouldBeFresh: false })];
  expect(judge({ ...well, overview: read(feeds), workers: [worker('price', { alive: true })] })).toEqual({
    status: 'ok',
    why: [],
  });
});

describe('each cause is said in a sentence, and makes the status', () => {
  const blocked = streamsHealth(
    [streamsReportOf({ market: 'usdm', blocked: true, blockedRoutes: ['public'] })],
    'usdm',
  );
  it.each<[string, Partial<Judged>, string | RegExp | readonly string[]]>([
    ['degraded', { overview: { ...well.overview, trouble: 'away' } }, 'Redis does not answer'],
    ['degraded', { overview: { ...well.overview, trouble: 'unreadable' } }, /^Redis answers, but what it holds cannot/],
    ['degraded', { overview: { ...well.overview, trouble: 'internal' } }, /^What Redis holds cannot be judged/],
    [
      'stale',
      { overview: read([feed('price'), feed('depth', { stale: false })]) },
      '1 of 2 values is stale: price of btcusdt',
    ],
    [
      'stale',
      { overview: read([feed('klines-60', { asOf: null, age: null }), feed('price')]) },
      '2 of 2 values are stale, the first of them is candles of 60 min of btcusdt, which has no data',
    ],
    [
      'stale',
      { overview: read([feed('usdm-depth', { isOutOfStep: true })]) },
      '1 of 1 value is stale: depth of btcusdt in usdm, which is out of step with the exchange',
    ],
    [
      'degraded',
      { markets: new Map([['spot', { exchange: away('Binance cannot be reached: gone'), streams: null }]]) },
      'Binance cannot be reached: gone',
    ],
    [
      'degraded',
      { markets: new Map([['usdm', { exchange: away('the simulated exchange is gone'), streams: null }]]) },
      'usdm: the simulated exchange is gone',
    ],
    [
      'degraded',
      { markets: new Map([['usdm', { exchange: reachable, streams: blocked }]]) },
      /^usdm: nothing comes by streams of \/public, so REST is asked for it: /,
    ],
    [
      'degraded',
      { pauses: [pause] },
      'The exchange has answered 429 (the limit is broken), so nothing is sent to usdm from local until 2026-11-27 12:30:05 UTC',
    ],
    [
      'degraded',
      { workers: [worker('a'), worker('b', { alive: true }), worker('c')] },
      '2 workers do not report: a, c',
    ],
    [
      'degraded',
      {
        workers: [worker('z', { alive: true }), ...'abcdefgh'].map((one) =>
          typeof one === 'string' ? worker(one) : one,
        ),
      },
      '8 workers do not report: a, b, c, d, e and 3 more',
    ],
    ['degraded', { workers: [worker('a'), worker('b')] }, /^None of the 2 workers reports: /],
    ['degraded', { idle: ['nothing is collected: of none'] }, 'Nothing is collected: of none'],
    ['degraded', { old: ['the whole exchangeInfo is old'] }, 'The whole exchangeInfo is old'],
    [
      'degraded',
      { defects: ['trades: internal: x', 'price: internal: y'] },
      ['trades', 'price'].map(
        (what, index) => `A defect of this program, please report it with the log: ${what}: internal: ${'xy'[index]}`,
      ),
    ],
    ['degraded', { redis: { warning: 'Redis refuses writes: OOM' } }, 'Redis refuses writes: OOM'],
    ['degraded', { config: { ok: false, faults: [] } }, 'CONFIG.json is refused, and the last good one stays in use'],
    [
      'degraded',
      { config: { ok: false, faults: ['a', 'b'] }, workers: [worker('x', { alive: true, faults: ['a', 'c'] })] },
      ['a', 'b', 'c'].map((fault) => `CONFIG.json is refused, and the last good one stays in use: ${fault}`),
    ],
    [
      'degraded',
      { config: { ok: false, faults: [...'abcdefg'] } },
      [...'abcde', '2 more'].map((fault) => `CONFIG.json is refused, and the last good one stays in use: ${fault}`),
    ],
    ['degraded', { config: { ok: false, faults: ['x'.repeat(9_000)] } }, /^CONFIG.json is refused.{940,1000}…$/],
  ])('%s by %o', (status, found, said) => {
    const verdict = judge({ ...well, ...found });
    expect(verdict.status).toBe(status);
    expect(verdict.why).toEqual(said instanceof RegExp ? [expect.stringMatching(said)] : [said].flat());
  });
});

it('streams that are blocked are told with which they are, and with the reason as far as it is known', () => {
  const why = (hub: Parameters<typeof streamsReportOf>[1], blockedRoutes = ['']) => {
    const streams = streamsHealth([streamsReportOf({ blocked: true, blockedRoutes }, hub)], 'spot');
    return judge({ ...well, markets: new Map([['spot', { exchange: reachable, streams }]]) }).why;
  };
  const line = (text: string) => [`Nothing comes by streams, so REST is asked for it: ${text}`];
  expect(why({ lastEnd: 'no connection', lastEndAgoMs: 5 })).toEqual(line('no connection'));
  expect(why({ waitsFor: 'one is tried for all' })).toEqual(line('one is tried for all'));
  expect(why({})).toEqual(line('not known'));
  expect(why({}, ['market', 'public'])).toEqual([
    'Nothing comes by streams of /market and /public, so REST is asked for it: not known',
  ]);
});

it('of several the worst comes first, and makes the status', () => {
  const found: Partial<Judged> = {
    overview: read([feed('price')]),
    pauses: [pause],
    workers: [worker('price'), worker('depth', { alive: true })],
    redis: { warning: 'Redis is nearly full' },
    old: ['the list is old'],
  };
  const { status, why } = judge({ ...well, ...found });
  expect(status).toBe('stale');
  expect(why.map((text) => text.split(' ').slice(0, 4).join(' '))).toEqual([
    '1 of 1 value',
    'The exchange has answered',
    '1 worker does not',
    'Redis is nearly full',
    'The list is old',
  ]);
});

it('while Redis cannot be read nothing is said of what nobody knows: fresh values and workers', () => {
  const found: Partial<Judged> = {
    overview: { ...read([feed('price')]), trouble: 'unreadable' },
    redis: { warning: 'what Redis holds cannot be read' },
    workers: [worker('price')],
    config: { ok: false, faults: [] },
  };
  const { status, why } = judge({ ...well, ...found });
  expect([status, why.length]).toEqual(['degraded', 2]);
  const refusal = 'Redis refuses commands: NOPERM';
  const refused = { ...found, overview: { ...read([]), trouble: 'unreadable', refusal }, redis: { warning: refusal } };
  expect(judge({ ...well, ...refused } as Judged).why[1]).toBe(refusal);
});
