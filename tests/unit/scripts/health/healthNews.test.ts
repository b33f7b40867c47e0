import { createHealthNews } from '../../../../scripts/health/healthNews.ts';
import { healthOf } from './healthOf.ts';

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
    ['the pause after 429 is over'],
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
