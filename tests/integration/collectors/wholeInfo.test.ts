import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { constants, gunzipSync, gzipSync, inflateRawSync } from 'node:zlib';
import { createInfoReader, type InfoReader } from '../../../collectors/keeper/infoReader.ts';
import type { Exchange } from '../../../exchanges/connector.ts';
import { openHttp } from '../../../exchanges/http.ts';
import { connectors } from '../../../gateway/connectors.ts';
import { createGate } from '../../../gateway/gate.ts';
import { createSharedState, type SharedState } from '../../../gateway/sharedState.ts';
import { type Market, markets } from '../../../markets/markets.js';
import { openGzip } from '../../../model/openGzip.ts';
import { machine } from '../../../runtime/machine.ts';
import { createSimulator, type Simulator } from '../../../simulator/createSimulator.ts';
import { reserveWeight } from '../../../store/budget/fixedWindow.ts';
import { createExchangeClock } from '../../../store/market/clock.ts';
import { readInfoGzip, readInfoList, readInfoMeta, readListedSymbols } from '../../../store/market/exchangeInfo.ts';
import { createDefects } from '../../../store/reports/defects.ts';
import { eventually } from '../../eventually.ts';
import { openTestStore, type TestStore } from '../../testStore.ts';

const NOON = Date.UTC(2026, 10, 21, 12);
const HOUR_S = 3_600;

let test: TestStore;
let simulator: Simulator;
/** Answers in the simulator's place where it is set. */
let instead: { readonly body: string; readonly isGzip: boolean; readonly status?: number } | null;
let front: Server;
let url: string;
beforeAll(async () => {
  test = await openTestStore();
  simulator = await createSimulator({ now: () => NOON });
  front = createServer(async (request, response) => {
    const answer = instead ?? (await answerOf(request.url ?? ''));
    response.setHeader('x-simulator', '1');
    if (answer.isGzip) response.setHeader('content-encoding', 'gzip');
    response.writeHead(answer.status ?? 200).end(answer.isGzip ? gzipSync(answer.body) : answer.body);
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
});
beforeEach(async () => {
  await test.store.redis.flushdb();
  test.messages.length = 0;
  simulator.clearFaults();
  simulator.resetStats();
  simulator.resetLimits();
  instead = null;
});
afterAll(async () => {
  front.closeAllConnections();
  front.close();
  await simulator.close();
  await test.close();
});

/** What the simulator answers. */
async function answerOf(path: string): Promise<NonNullable<typeof instead>> {
  return { body: await (await fetch(simulator.url + path)).text(), isGzip: false };
}

/** What is stored, made of each piece by itself, with its rows cut by their lengths. */
async function piecesOf(market: Market): Promise<string> {
  const { store } = test;
  const meta = await readInfoMeta(store, market);
  const list = meta && (await readInfoList(store, market, meta));
  const gzip = meta && (await readInfoGzip(store, market, meta));
  if (list === null || gzip === null) throw new TypeError('nothing stored');
  const rows = list.pieces.flatMap((piece, index) => {
    const bytes = inflateRawSync(gzip.subarray(piece.from, piece.to), { finishFlush: constants.Z_SYNC_FLUSH });
    let at = index === 0 ? 0 : 1;
    const texts = piece.rows.map(([, , length]) => {
      const text = String(bytes.subarray(at, at + length));
      at += length + 1;
      return text;
    });
    expect(at - 1).toBe(bytes.length);
    return texts;
  });
  return `${list.before}${rows.join(',')}${list.after}`;
}

interface Bench {
  readonly reader: InfoReader;
  readonly shared: SharedState;
  readonly counts: Record<string, number>;
  /** So many seconds later the reader has done what it does then. */
  later(seconds: number): Promise<void>;
}

async function reading(
  market: Market,
  use: (bench: Bench) => Promise<void>,
  { baseUrl = simulator.url, weight = 0 } = {},
): Promise<void> {
  let second = 0;
  const at = () => NOON + second * 1_000;
  const clock = createExchangeClock(at, at);
  clock.adopt({ minusMonotonic: 0, minusWall: 0, uncertainty: 1, at: NOON, boot: machine.boot, host: machine.id });
  const { store, log } = test;
  const account = { egress: 'local', market } as const;
  const shared = createSharedState(store, account, clock);
  const real = openHttp(connectors[market], { baseUrl, apiKeys: () => [] });
  let asked = 0;
  let underWay = 0;
  const exchange: Exchange = {
    close: real.close,
    get(request) {
      asked++;
      underWay++;
      return real.get(request).finally(() => underWay--);
    },
  };
  const plan = () => ({ weightPerMinute: weight, foreign: 0 });
  const more = { onReply: () => undefined, onPause: () => undefined, share: () => 0.9 };
  const gate = createGate({ exchange, store, account, table: markets[market], clock, shared, plan, ...more });
  const counts: Record<string, number> = {};
  const reader = createInfoReader({
    ...{ store, log, market, gate, shared, clock, table: markets[market], connector: connectors[market] },
    pairs: () => [],
    defects: createDefects(log),
    count: (counter, by = 1) => {
      counts[counter] = (counts[counter] ?? 0) + by;
    },
    onFatal: (error) => {
      throw error;
    },
  });
  await shared.refresh();
  try {
    await use({
      reader,
      shared,
      counts,
      async later(seconds) {
        second += seconds;
        await shared.refresh();
        const before = asked;
        reader.tick();
        // What it does begins at once; what is stored is read by `shared` at its end.
        for (let look = 0; look < 6; look++) await store.redis.time();
        if (asked === before) return;
        await eventually(async () => {
          expect(underWay).toBe(0);
          const { info } = shared.state();
          const isDone = (info !== null && info.asOf === at()) || test.messages.some((line) => line.startsWith('warn'));
          expect(isDone).toBe(true);
        });
      },
    });
  } finally {
    real.close();
  }
}

const paths = { spot: '/api/v3/exchangeInfo', usdm: '/fapi/v1/exchangeInfo' };

describe.each(['spot', 'usdm'] as const)('the whole exchangeInfo of %s', (market) => {
  it('is stored as it was sent, in all its forms', () =>
    reading(market, async ({ later, counts }) => {
      const { body } = await answerOf(paths[market]);
      simulator.resetStats();
      await later(0);
      await later(2);
      expect(await readInfoMeta(test.store, market)).toBeNull();
      await later(1);
      const { store } = test;
      const meta = await readInfoMeta(store, market);
      if (meta === null) throw new TypeError('nothing stored');
      const rows = (JSON.parse(body) as { symbols: { symbol: string; status: string }[] }).symbols;
      expect(meta).toMatchObject({ asOf: NOON + 3_000, source: 'simulator', rows: rows.length, leftOut: 0 });
      expect(meta.bytes).toBe(Buffer.byteLength(body));
      expect(body.slice(0, meta.timeAt ?? 0)).toBe('{"timezone":"UTC","serverTime":');
      const gzip = await readInfoGzip(store, market, meta);
      expect(String(gunzipSync(gzip ?? Buffer.alloc(0)))).toBe(body);
      expect(openGzip(gzip ?? Buffer.alloc(0))?.length).toBe((meta.timeAt ?? 0) + 13);
      const list = await readInfoList(store, market, meta);
      const listed = (list?.pieces ?? []).flatMap((piece) => piece.rows);
      expect(listed.map(([symbol, status]) => [symbol, status])).toEqual(
        rows.map(({ symbol, status }) => [symbol, status]),
      );
      expect(await piecesOf(market)).toBe(body);
      expect(await readListedSymbols(store, market, NOON)).toEqual(new Set(rows.map(({ symbol }) => symbol)));
      expect(counts).toEqual({ requests: 1, weight: market === 'spot' ? 20 : 1 });
    }));

  it('is asked for once an hour by all processes together', () =>
    reading(market, async ({ later, counts }) => {
      await later(0);
      await later(3);
      await reading(market, async (other) => {
        await other.later(0);
        await other.later(HOUR_S / 2);
        expect(other.counts).toEqual({});
      });
      for (const seconds of [10, 60, HOUR_S - 71]) await later(seconds);
      expect(counts.requests).toBe(1);
      await later(1);
      expect(counts.requests).toBe(2);
      expect(await readInfoMeta(test.store, market)).toMatchObject({ asOf: NOON + 3_000 + HOUR_S * 1_000 });
    }));
});

it('without weight it waits, without a word', () =>
  reading('spot', async ({ later, counts }) => {
    const all = { weight: 5_390, allowance: 6_000, now: NOON, marginMs: 0 };
    await reserveWeight(test.store, { egress: 'local', market: 'spot' }, all);
    await later(0);
    await later(3);
    await later(5);
    expect([counts, test.messages]).toEqual([{}, []]);
  }));

it('it is asked for where the plan needs all that there is: it is part of that', () =>
  reading(
    'spot',
    async ({ later, counts }) => {
      await later(0);
      await later(3);
      expect(counts).toEqual({ requests: 1, weight: 20 });
    },
    { weight: 60_000 },
  ));

it('a failure is said once, tried again after a minute, and so is that it works again', () =>
  reading('spot', async ({ later, counts }) => {
    simulator.inject({ kind: 'status', status: 500, path: 'exchangeInfo' });
    await later(0);
    for (const seconds of [3, 59, 1, 60]) await later(seconds);
    expect(counts).toMatchObject({ requests: 3, failures: 3 });
    expect(test.messages).toEqual([expect.stringMatching(/^warn spot: the whole exchangeInfo: \/api.*answered 500/)]);
    simulator.clearFaults();
    await later(60);
    await eventually(async () => expect(await readInfoMeta(test.store, 'spot')).not.toBeNull());
    await eventually(async () => expect(test.messages).toHaveLength(2));
    expect(test.messages[1]).toMatch(/^info spot: the whole exchangeInfo: works again after 3 × exchange-down/);
  }));

describe('what the exchange does not document', () => {
  const around = '{"timezone":"UTC","serverTime":1795300000000,"rateLimits":[],"exchangeFilters":[],"symbols":[';
  const good =
    '{"symbol":"AUSDT","status":"TRADING","baseAsset":"A","quoteAsset":"USDT","filters":[],"new":1.10,"long":"LONG"}'.replace(
      'LONG',
      'x'.repeat(4_096),
    );

  it.each([
    ['no object', '7'],
    ['no name', good.replace('AUSDT', '')],
    ['a status that is none', good.replace('"TRADING"', '5')],
    ['no filters', good.replace('"filters":[],', '').replace('AUSDT', 'BUSDT')],
    ['the same symbol again', good],
    ['nothing', ''],
    ['what is no JSON', '{"symbol":}'],
  ])('%s: that row is left out, and told; the others stay as they were sent', (_name, bad) =>
    reading(
      'spot',
      async ({ later, counts }) => {
        const others = good.replaceAll('AUSDT', 'CUSDT');
        instead = { isGzip: false, body: `${around}${good},${bad},${others}],"more":{}}` };
        await later(0);
        await later(3);
        const { store } = test;
        const meta = await readInfoMeta(store, 'spot');
        expect(meta).toMatchObject({ rows: 2, leftOut: 1 });
        if (meta === null) throw new TypeError('nothing stored');
        const whole = `${around}${good},${others}],"more":{}}`;
        expect(String(gunzipSync((await readInfoGzip(store, 'spot', meta)) ?? ''))).toBe(whole);
        expect(meta.bytes).toBe(whole.length);
        await eventually(async () => expect(counts).toMatchObject({ invalid: 1 }));
        expect(test.messages).toEqual([expect.stringContaining('the whole exchangeInfo: left out: 1 of 3 rows: ')]);
      },
      { baseUrl: url },
    ),
  );

  it.each([
    ['an error with status 200', '{"code":-1000,"msg":"no"}', /answered 200 \(-1000: no\)/],
    ['a long page', `<html>${'x'.repeat(10_000)}</html>`, /no whole list of symbols/],
    ['nothing', '', /is not JSON: \(empty\)/],
    ['no list', '{"symbols":{}}', /no whole list of symbols/],
    ['an empty list', `${around}]}`, /no row is right: there is none/],
    ['bad rows alone', `${around}{},{}]}`, /no row is right: a symbol: .* must have required property/],
    ['a second list', `${around}${good}],"symbols":[{}]}`, /what stands around symbols is no answer/],
    ['what is no JSON around the rows', `{"timezone":UTC,"symbols":[${good}]}`, /JSON|no answer/],
    ['a list that breaks off', `${around}${good},${'x'.repeat(9_000)}`, /no whole list of symbols/],
  ])('%s is no answer: nothing is stored', (_name, body, message) =>
    reading(
      'spot',
      async ({ later }) => {
        instead = { body, isGzip: false };
        await later(0);
        await later(3);
        expect(await readInfoMeta(test.store, 'spot')).toBeNull();
        expect(test.messages).toEqual([expect.stringMatching(message)]);
      },
      { baseUrl: url },
    ),
  );

  it('an answer that is too long is not read to its end', () =>
    reading(
      'usdm',
      async ({ later }) => {
        // Compressed it is short: what counts is what comes out of it.
        instead = { body: `{"x":"${'x'.repeat(70_000_000)}`, isGzip: true };
        await later(0);
        await later(3);
        expect(test.messages).toEqual([expect.stringMatching(/longer than 67108864 bytes/)]);
      },
      { baseUrl: url },
    ));

  it('a 429 pauses all, however long its body', () =>
    reading(
      'spot',
      async ({ later }) => {
        instead = { body: `{"code":-1003,"msg":"${'x'.repeat(9_000)}"}`, isGzip: true, status: 429 };
        await later(0);
        await later(3);
        expect(await test.store.redis.get('collector:pause:local:spot')).toContain('429');
      },
      { baseUrl: url },
    ));
});

it.each([true, false])('3,600 symbols are stored as they were sent (compressed: %s)', (isGzip) =>
  reading(
    'spot',
    async ({ later, shared }) => {
      const { body } = await answerOf(paths.spot);
      const parsed = JSON.parse(body) as { symbols: { symbol: string; permissionSets: string[][] }[] };
      const [first] = parsed.symbols;
      const sets = [Array.from({ length: 250 }, (_, index) => `TRD_GRP_${index}`)];
      const symbols = Array.from({ length: 3_600 }, (_, index) => ({
        ...first,
        symbol: `S${index}USDT`,
        permissionSets: sets,
      }));
      instead = { body: JSON.stringify({ ...parsed, symbols }), isGzip };
      await later(0);
      await later(3);
      expect(shared.state().info).toMatchObject({ rows: 3_600, bytes: instead.body.length });
      expect(await piecesOf('spot')).toBe(instead.body);
    },
    { baseUrl: url },
  ),
);
