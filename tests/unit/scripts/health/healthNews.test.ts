import { createHealthNews } from '../../../../scripts/health/healthNews.ts';
import { streamsReportOf } from '../../../streamsReportOf.ts';
import { healthOf, streamsOf } from './healthOf.ts';

const unreachable = (error: string) => ({ exchange: { name: 'Binance', reachable: false, error, since: 1 } });
const api = healthOf().config.api;
const config = (fields: Partial<typeof api>) => ({ config: { api: { ...api, ...fields }, workers: {} } });

/** What is told at each of these looks. */
const told = (...looks: object[]): string[][] => {
  const news = createHealthNews((hash) => (hash === 'same' ? '' : `${hash} added`));
  return looks.map((fields) => news(healthOf(fields)));
};

test('nothing is told while nothing changes', () => {
  expect(told({}, {}, {})).toEqual([[], [], []]);
});

test('an exchange that cannot be reached is told once, whatever the reason becomes, and once when it is over', () => {
  expect(
    told(unreachable('Binance cannot be reached: a'), unreachable('Binance cannot be reached: b'), {}, {}),
  ).toEqual([['Binance cannot be reached: a'], [], ['Binance can be reached again'], []]);
});

test('a Redis that is away, and a pause, are told when they begin and end', () => {
  const redis = { ...healthOf().redis, ok: false };
  const pause = (until: number) => ({ pauses: [{ market: 'spot', egress: 'local', status: 429, until }] });
  expect(told({ redis }, { redis }, pause(1), pause(2), {})).toEqual([
    ['Redis does not answer'],
    [],
    ['Redis answers again', 'paused: spot from local was answered 429'],
    [],
    ['spot goes on from local: the pause after 429 is over'],
  ]);
});

test('of several markets each exchange and each pause is told', () => {
  const weight = healthOf().weight;
  const other = (error: string | null) => ({
    markets: {
      usdm: { source: 'binance', weight, exchange: { name: 'Binance', reachable: null, error, since: null } },
    },
  });
  const pause = (market: string, status: number) => ({ market, egress: 'local', status, until: 1 });
  expect(
    told(
      { ...other('Binance cannot be reached: a'), pauses: [pause('spot', 429)] },
      { ...other('Binance cannot be reached: b'), pauses: [pause('spot', 429), pause('usdm', 418)] },
      { ...other(null), pauses: [pause('usdm', 418)] },
    ),
  ).toEqual([
    ['usdm: Binance cannot be reached: a', 'paused: spot from local was answered 429'],
    ['paused: usdm from local was answered 418'],
    ['usdm: Binance can be reached again', 'spot goes on from local: the pause after 429 is over'],
  ]);
});

test('streams that are blocked are told when it begins, with the reason, and when it ends', () => {
  const blocked = (why: string) => ({
    streams: streamsOf(streamsReportOf({ blocked: true }, { lastEnd: why, lastEndAgoMs: 5 })),
  });
  expect(told({}, blocked('no route'), blocked('no name'), { streams: streamsOf(streamsReportOf()) })).toEqual([
    [],
    ['nothing comes by streams, so REST is asked for it: no route'],
    [],
    ['streams are no longer blocked'],
  ]);
});

test('an edit that is taken is told with what it changes, and with what waits for a restart', () => {
  expect(
    told({}, config({ hash: 'ltcusdt' }), config({ hash: 'ltcusdt' }), config({ hash: 'same' }), {
      ...config({ hash: 'xrpusdt', restartNeeded: ['redis.url'] }),
    }),
  ).toEqual([
    [],
    ['configuration taken: ltcusdt added'],
    [],
    ['configuration taken: nothing to apply'],
    ['configuration taken: xrpusdt added; restart to apply redis.url'],
  ]);
});

test('an edit that is refused is told with its faults, each once; so is the way back, by an edit or without one', () => {
  const bad = config({ ok: false, faults: ['pairs: one', 'api: two'] });
  const worse = config({ ok: false, faults: ['it is not valid JSON'] });
  expect(told({}, bad, bad, worse, {}, bad, config({ hash: 'ltcusdt' }))).toEqual([
    [],
    ['configuration refused, the last good one stays in use: pairs: one; api: two'],
    [],
    ['configuration refused, the last good one stays in use: it is not valid JSON'],
    ['configuration is back to the one in use'],
    ['configuration refused, the last good one stays in use: pairs: one; api: two'],
    ['configuration taken: ltcusdt added'],
  ]);
});
