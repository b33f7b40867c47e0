import request from 'supertest';
import { collectors } from '../../../markets/markets.js';
import { pauseEgress } from '../../../store/budget/pause.ts';
import { writeInfo } from '../../../store/market/exchangeInfo.ts';
import { collectorKey, metaKey } from '../../../store/redis/keys.ts';
import { writeRelayReport } from '../../../store/reports/relayReports.ts';
import { writeStreamReports } from '../../../store/reports/streamReports.ts';
import { relayReportOf } from '../../relayReportOf.ts';
import { streamsReportOf } from '../../streamsReportOf.ts';
import { type ApiFixture, code, NOW } from '../api/apiFixture.ts';
import { createEventsFixture, type EventsFixture } from '../api/events/eventsFixture.ts';
import { asked } from '../gateway/callers/callersWorld.ts';

const markets = ['spot', 'usdm'] as const;
/** An exchangeInfo of nothing. */
const info = {
  ...{ source: 'simulator', rows: 0, leftOut: 0, bytes: 0, timeAt: null, gzip: Buffer.alloc(0) },
  list: { before: '', pieces: [], after: '' },
};

const meta = { asOf: NOW, changedAt: NOW, version: 1, source: 'simulator' };
const content = {
  pairs: [code],
  usdm: { pairs: [code], klines: { prices: ['mark'], contracts: ['perpetual'] } },
  // Nobody listens there.
  binance: { spotUrl: 'http://127.0.0.1:1', usdmUrl: 'http://127.0.0.1:1' },
};

/** What /metrics gives where everything has something to say. */
export async function realMetrics(): Promise<string> {
  const fixture = await createEventsFixture(content);
  try {
    await collect(fixture.api);
    await serve(fixture);
    return (await request(fixture.api.app).get('/metrics')).text;
  } finally {
    await fixture.close();
  }
}

/** What collectors and a relay say. */
async function collect({ store, report }: ApiFixture): Promise<void> {
  for (const [index, market] of markets.entries()) {
    await writeInfo(store, market, NOW, info);
    const pause = { status: [429, 418][index] ?? 0, until: NOW + 60_000 };
    await pauseEgress(store, { egress: 'local', market }, pause, NOW);
  }
  for (const collector of collectors) await store.redis.hset(metaKey(collectorKey(collector, code)), meta);
  const ended = { counts: { ended: { closed: 1 } } };
  await writeStreamReports(
    store,
    'one',
    markets.map((market) => streamsReportOf({ market }, ended)),
  );
  await writeRelayReport(store, 'two', relayReportOf());
  for (const worker of ['price', 'klines-1', 'usdm-mark-price']) {
    await report(worker, { exchange: { answeredAt: Date.now() } });
  }
}

/** What callers do. */
async function serve({ api, open }: EventsFixture): Promise<void> {
  api.callers = api.callersOf;
  for (const path of ['/api/v3/klines', '/fapi/v1/klines']) {
    const wanted = asked(path, { symbol: 'BTCUSDT', interval: '2h' });
    const market = path.startsWith('/fapi') ? 'usdm' : 'spot';
    await expect(api.context.callers(market)?.fetch(wanted, 'one')).rejects.toThrow();
  }
  const reader = await open('spot:btcusdt:price');
  await api.latest('price', { symbol: 'BTCUSDT' });
  await reader.await('spot:btcusdt:price');
  await request(api.app).get('/GetData?type=price&code=btcusdt');
  await request(api.app).get('/metrics');
}

/** One line of metrics text. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

export const samplesOf = (text: string): Sample[] =>
  [...text.matchAll(/^(\w+)(?:\{(.*)\})? \S+$/gm)].map(([, name = '', inside = '']) => ({
    name,
    labels: Object.fromEntries(
      [...inside.matchAll(/(\w+)="(.*?)"/g)].map(([, label = '', value = '']) => [label, value]),
    ),
  }));
