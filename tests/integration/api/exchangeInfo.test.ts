import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import axios from 'axios';
import request from 'supertest';
import type { Asked } from '../../../api/binance/asked.ts';
import { createExchangeInfo, type ExchangeInfo, type InfoAnswer } from '../../../api/binance/exchangeInfo.ts';
import { holdInfo } from '../../../api/binance/info/heldInfo.ts';
import { readInfo } from '../../../collectors/keeper/readInfo.ts';
import { openHttp } from '../../../exchanges/http.ts';
import { connectors } from '../../../gateway/connectors.ts';
import type { Market } from '../../../markets/markets.js';
import type { Params } from '../../../model/endpoint.ts';
import { createSimulator, type Simulator } from '../../../simulator/createSimulator.ts';
import { writeInfo } from '../../../store/market/exchangeInfo.ts';
import { infoPartKeys } from '../../../store/redis/keys.ts';
import { eventually } from '../../eventually.ts';
import { type ApiFixture, createApiFixture, NOW } from './apiFixture.ts';

const HOUR = 3_600_000;
const paths = { spot: '/api/v3/exchangeInfo', usdm: '/fapi/v1/exchangeInfo' } as const;
const usdm = { usdm: { pairs: ['btcusdt'] } };

let api: ApiFixture;
let simulator: Simulator;
let answerTo: ExchangeInfo;
beforeAll(async () => {
  api = await createApiFixture(usdm);
  simulator = await createSimulator({ now: () => NOW });
});
afterAll(async () => {
  await simulator.close();
  await api.close();
});
beforeEach(async () => {
  await api.store.redis.flushdb();
  api.now = NOW;
  api.apiStore = api.store;
  answerTo = createExchangeInfo(api.context);
});

/** Stores what the simulator says, or something else, as the collectors do. */
async function collect(market: Market, asOf = NOW, text?: string): Promise<void> {
  const { info } = connectors[market];
  if (info === undefined) throw new TypeError('nothing to ask');
  const exchange = openHttp(connectors[market], { baseUrl: simulator.url, apiKeys: () => [] });
  const wanted = info.request();
  const reply = text === undefined ? await exchange.get(wanted) : { data: undefined, text, source: 'simulator' };
  exchange.close();
  await writeInfo(api.store, market, asOf, await readInfo(info, reply, wanted));
  await api.board.refresh();
}

const textOf = (market: Market, query = ''): Promise<string> =>
  fetch(`${simulator.url}${paths[market]}${query}`).then((response) => response.text());

function ask(market: Market, params: Params = {}, acceptEncoding?: string): Promise<InfoAnswer | null> {
  const endpoint = connectors[market].endpoints?.find(({ path }) => path === paths[market]);
  if (endpoint === undefined) throw new TypeError('no such endpoint');
  const asked: Asked = { market, endpoint, params, caller: 'test' };
  return answerTo(asked, acceptEncoding);
}

/** What the caller reads. */
function bodyOf(answer: InfoAnswer | null): string | null {
  if (answer === null) return null;
  const body = Buffer.concat(answer.parts);
  expect(body.length).toBe(answer.length);
  return String(answer.headers.includes('gzip') ? gunzipSync(body) : body);
}

/** As the exchange would say it so much later. */
const later = (text: string, ms: number): string =>
  text.replace(`"serverTime":${NOW}`, `"serverTime":${Math.floor(NOW + ms)}`);

describe.each(['spot', 'usdm'] as const)('the whole of %s', (market) => {
  beforeEach(() => collect(market));

  it.each(['gzip', undefined])(
    'is what the exchange says, with the present time (Accept-Encoding: %s)',
    async (encoding) => {
      const text = await textOf(market);
      expect(bodyOf(await ask(market, {}, encoding))).toBe(text);
      api.now = NOW + 1_234_567;
      const answer = await ask(market, {}, encoding);
      expect(bodyOf(answer)).toBe(later(text, 1_234_567));
      expect(answer).toMatchObject({ asOf: NOW, source: 'simulator' });
      const coding = encoding === undefined ? [] : ['Content-Encoding', 'gzip'];
      expect(answer?.headers).toEqual(['Vary', 'Accept-Encoding', ...coding]);
    },
  );

  it('is not answered once it is two hours old, but where nobody else can answer it', async () => {
    expect(await ask(market)).not.toBeNull();
    api.now = NOW + 2 * HOUR - 1;
    expect(await ask(market)).not.toBeNull();
    api.now = NOW + 2 * HOUR;
    expect(await ask(market, { symbol: 'BTCUSDT' })).toBeNull();
    if (market === 'usdm') expect(await ask(market)).toBeNull();
    else {
      expect(await ask(market)).toMatchObject({ asOf: NOW });
      expect(await ask(market, { showPermissionSets: 'false' })).toBeNull();
      api.now = NOW + 24 * HOUR;
      expect(await ask(market)).toBeNull();
      api.now = NOW + 2 * HOUR;
    }
    await collect(market, NOW + 2 * HOUR);
    expect(await ask(market)).toMatchObject({ asOf: NOW + 2 * HOUR });
  });
});

describe('single symbols of spot', () => {
  beforeEach(() => collect('spot'));

  it.each([
    ['?symbol=ETHUSDT', { symbol: 'ETHUSDT' }],
    ['?symbols=["ETHUSDT","BTCUSDT"]', { symbols: '["ETHUSDT","BTCUSDT"]' }],
    ['?symbols=["BTCUSDT"]&showPermissionSets=false', { symbols: '["BTCUSDT"]', showPermissionSets: 'false' }],
    ['?symbol=BTCUSDT&showPermissionSets=true', { symbol: 'BTCUSDT', showPermissionSets: 'true' }],
  ] as [string, Params][])('%s: as the exchange answers it', async (query, params) => {
    const text = await textOf('spot', query);
    // The second time from memory.
    for (let time = 0; time < 2; time++) {
      const answer = await ask('spot', params, 'gzip');
      expect([bodyOf(answer), answer?.headers]).toEqual([text, []]);
    }
  });

  it.each(['gzip', undefined])('all without their permissions (Accept-Encoding: %s)', async (encoding) => {
    const text = await textOf('spot', '?showPermissionSets=false');
    expect(text).toContain('"permissionSets":[]');
    api.now = NOW + 1_000;
    for (let time = 0; time < 2; time++) {
      expect(bodyOf(await ask('spot', { showPermissionSets: 'false' }, encoding))).toBe(later(text, 1_000));
    }
    expect(bodyOf(await ask('spot', {}, encoding))).toBe(later(await textOf('spot'), 1_000));
  });

  it('many, from many pieces, more than are kept', async () => {
    const one = JSON.parse(await textOf('spot', '?symbol=BTCUSDT')) as { symbols: object[] };
    const names = Array.from({ length: 2_000 }, (_, index) => `S${index}USDT`);
    const rows = names.map((symbol) => ({ ...one.symbols[0], symbol }));
    await collect('spot', NOW + 1, JSON.stringify({ ...one, symbols: rows }));
    api.now = NOW;
    const expected = JSON.stringify({ ...one, symbols: rows.toReversed() });
    await eventually(async () => {
      expect(bodyOf(await ask('spot', { symbols: JSON.stringify(names.toReversed()) }))).toBe(expected);
    });
    expect(bodyOf(await ask('spot', { symbol: 'S1999USDT' }))).toContain('"symbol":"S1999USDT"');
  });

  it.each([
    ['one that is not listed', { symbol: 'NONEUSDT' }],
    ['one of several that is not', { symbols: '["BTCUSDT","NONEUSDT"]' }],
    ['what is no list', { symbols: '["BTCUSDT"' }],
    ['a list of others than names', { symbols: '[7]' }],
    ['permissions', { permissions: 'SPOT' }],
    ['a status', { symbolStatus: 'TRADING' }],
  ] as [string, Params][])('%s: the exchange has to answer that', async (_name, params) => {
    expect(await ask('spot', params)).toBeNull();
  });
});

describe('what is in memory', () => {
  it('nothing is answered before anything is collected', async () => {
    expect(await ask('spot')).toBeNull();
  });

  it('is read once for all who ask, and again when there is a newer one; meanwhile the old one is answered', async () => {
    await collect('spot');
    const [one, other] = await Promise.all([ask('spot', {}, 'gzip'), ask('spot', {}, 'gzip')]);
    expect(one?.parts[1]).toBe(other?.parts[1]);
    simulator.setSymbolStatus('ETHUSDT', 'HALT');
    await collect('spot', NOW + HOUR);
    api.now = NOW + HOUR;
    expect(await ask('spot')).toMatchObject({ asOf: NOW });
    await eventually(async () => expect(await ask('spot')).toMatchObject({ asOf: NOW + HOUR }));
    expect(bodyOf(await ask('spot', { symbol: 'ETHUSDT' }))).toContain('"status":"HALT"');
    simulator.setSymbolStatus('ETHUSDT', 'TRADING');
  });

  it('is answered although Redis is away; what was not read yet is not to be had then', async () => {
    await collect('spot');
    await collect('usdm');
    await ask('spot');
    api.apiStore = null;
    expect(bodyOf(await ask('spot'))).toBe(await textOf('spot'));
    await expect(ask('usdm')).rejects.toMatchObject({ code: 'redis-unavailable' });
    api.apiStore = api.store;
    expect(bodyOf(await ask('usdm'))).toBe(await textOf('usdm'));
  });

  it('what is damaged in Redis is never answered, and is told', async () => {
    await collect('spot');
    const { gzip, list } = infoPartKeys('spot', NOW);
    const right = (await api.store.redis.getBuffer(gzip)) ?? Buffer.alloc(0);
    const wrong = Buffer.from(right);
    wrong[right.length >> 1] = (wrong[right.length >> 1] ?? 0) ^ 0xff;
    await api.store.redis.set(gzip, wrong);
    expect(await ask('spot')).toBeNull();
    expect(api.messages.join()).toMatch(/:gzip in Redis is damaged/);
    await api.store.redis.set(gzip, right);
    expect(await ask('spot')).not.toBeNull();
    const text = (await api.store.redis.get(list)) ?? '';
    for (const damaged of [
      text.replace(/"to":\d+/, '"to":40'),
      text.replace(/"from":\d+/, '"from":0'),
      text.replace(/"from":(\d+)/, (_, from) => `"from":${Number(from) + 1}`),
      text.replace(/("TRADING"),(\d+)/, (_, status, length) => `${status},${Number(length) + 1}`),
    ]) {
      expect(damaged).not.toBe(text);
      await api.store.redis.set(list, damaged);
      const answer = createExchangeInfo(api.context);
      expect(
        await answer({ market: 'spot', endpoint: {}, params: { symbol: 'BTCUSDT' } } as unknown as Asked, undefined),
      ).toBeNull();
      const bare = { market: 'spot', endpoint: {}, params: { showPermissionSets: 'false' } } as unknown as Asked;
      expect(await answer(bare, undefined)).toBeNull();
    }
    await api.store.redis.del(list);
    expect(
      await createExchangeInfo(api.context)(
        { market: 'spot', endpoint: {}, params: {} } as unknown as Asked,
        undefined,
      ),
    ).toBeNull();
  });

  it('what is damaged is unpacked once, until something else is stored', async () => {
    await collect('spot');
    const { gzip } = infoPartKeys('spot', NOW);
    const right = (await api.store.redis.getBuffer(gzip)) ?? Buffer.alloc(0);
    const wrong = Buffer.from(right);
    wrong[right.length >> 1] = (wrong[right.length >> 1] ?? 0) ^ 0xff;
    await api.store.redis.set(gzip, wrong);
    let unpacked = 0;
    answerTo = createExchangeInfo(api.context, (...stored) => {
      unpacked += 1;
      return holdInfo(...stored);
    });
    for (let round = 0; round < 3; round++) expect(await ask('spot')).toBeNull();
    expect(unpacked).toBe(1);
    await api.store.redis.set(gzip, right);
    expect(await ask('spot')).not.toBeNull();
  });

  it('without a time that can be replaced it is answered as it came', async () => {
    const row = '{"symbol":"A","status":"TRADING","baseAsset":"A","quoteAsset":"U","filters":[]}';
    const text = `{"rateLimits":[],"serverTime":${NOW},"symbols":[${row}]}`;
    await collect('spot', NOW, text);
    api.now = NOW + 5_000;
    for (const encoding of ['gzip', undefined]) expect(bodyOf(await ask('spot', {}, encoding))).toBe(text);
    expect(bodyOf(await ask('spot', { symbol: 'A' }))).toBe(text);
  });
});

it('/health and /metrics tell its age, and that it is too old', async () => {
  await collect('usdm');
  const shown = async () => {
    const [{ body }, { text }] = await Promise.all([request(api.app).get('/health'), request(api.app).get('/metrics')]);
    const ages = text.split('\n').filter((line) => line.startsWith('binance_collector_exchange_info_age_seconds'));
    return { spot: body.exchangeInfo, usdm: body.markets.usdm.exchangeInfo, warnings: body.warnings, ages };
  };
  const symbols = (JSON.parse(await textOf('usdm')) as { symbols: unknown[] }).symbols.length;
  api.now = NOW + HOUR;
  expect(await shown()).toEqual({
    spot: null,
    usdm: { asOf: NOW, symbols, leftOut: 0, stale: false },
    warnings: [],
    ages: ['binance_collector_exchange_info_age_seconds{market="usdm"} 3600'],
  });
  api.now = NOW + 2 * HOUR;
  expect(await shown()).toMatchObject({
    usdm: { stale: true },
    warnings: [expect.stringMatching(/^the whole exchangeInfo of usdm is that of 2026-.*Z: see the log/)],
  });
});

describe('over HTTP', () => {
  let server: Server;
  let url: string;
  beforeAll(async () => {
    server = createServer(async (incoming, response) => {
      const answer = await ask('spot', {}, incoming.headers['accept-encoding']);
      if (answer === null) return response.writeHead(404).end();
      response.writeHead(200, [...answer.headers, 'Content-Length', String(answer.length)]);
      for (const part of answer.parts) response.write(part);
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('clients unpack it', async () => {
    await collect('spot');
    api.now = NOW + 77_777;
    const text = later(await textOf('spot'), 77_777);
    const fetched = await fetch(url);
    expect([fetched.headers.get('content-encoding'), await fetched.text()]).toEqual(['gzip', text]);
    const got = await axios.get<string>(url, { responseType: 'text', transformResponse: (body: string) => body });
    expect(got.data).toBe(text);
    const plain = await fetch(url, { headers: { 'accept-encoding': 'identity' } });
    expect([plain.headers.get('content-encoding'), await plain.text()]).toEqual([null, text]);
  });
});
