import { Ajv2020 } from 'ajv/dist/2020.js';
import request from 'supertest';
import { buildOpenapi } from '../../../api/docs/openapi.ts';
import { relayLines } from '../../../scripts/health/streamLines.ts';
import { type RelayReport, removeRelayReport, writeRelayReport } from '../../../store/reports/relayReports.ts';
import { relayReportOf } from '../../relayReportOf.ts';
import { type ApiFixture, code, createApiFixture } from './apiFixture.ts';

let api: ApiFixture;
beforeAll(async () => {
  api = await createApiFixture({ pairs: [code] });
});
afterAll(() => api.close());
beforeEach(() => api.store.redis.flushdb());

const health = async () => (await request(api.app).get('/health')).body;
const samples = async () => {
  const { text } = await request(api.app).get('/metrics');
  return text.split('\n').filter((line) => line.startsWith('binance_collector_relay_'));
};
async function report(reports: Readonly<Record<string, RelayReport>>): Promise<void> {
  for (const [holder, each] of Object.entries(reports)) await writeRelayReport(api.store, holder, each);
  await api.board.refresh();
}

it('where no relay runs, or has not reported for five seconds, /health and metrics say so', async () => {
  await report({});
  expect((await health()).relay).toBeNull();
  await report({ old: relayReportOf({ at: Date.now() - 6_000 }) });
  expect((await health()).relay).toBeNull();
  expect(await samples()).toEqual(['binance_collector_relay_up 0']);
  expect(relayLines(await health())).toEqual([]);
});

it('the relay that listens is shown, as its document says', async () => {
  await report({ waiting: relayReportOf({ pid: 1, state: 'waiting' }), one: relayReportOf() });
  const body = await health();
  expect(body.relay).toMatchObject({ pid: 4713, state: 'listening', links: 2 });
  const ajv = new Ajv2020({ strict: false });
  ajv.addSchema(JSON.parse(JSON.stringify(buildOpenapi())), 'api');
  expect(ajv.validate('api#/components/schemas/health/properties/relay', body.relay) || ajv.errors).toBe(true);
  expect(await samples()).toEqual(
    expect.arrayContaining([
      'binance_collector_relay_up 1',
      'binance_collector_relay_links{state="listening"} 2',
      'binance_collector_relay_streams{which="followed"} 412',
      'binance_collector_relay_lag_seconds{state="listening"} 0.007',
      'binance_collector_relay_books{state="out_of_step"} 1',
      'binance_collector_relay_cut_off_total{state="listening"} 1',
    ]),
  );
  expect(relayLines(body)).toEqual([
    'relay (4713): 2 links · 412 streams · 5204 events/s · lag 7 ms · 11 of 12 books in step · 1 link cut off so far',
  ]);
  await removeRelayReport(api.store, 'one');
  await report({ waiting: relayReportOf({ pid: 1, state: 'waiting' }) });
  expect(relayLines(await health())).toEqual(['relay (1): waits, as another one listens at its place']);
});
