import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createHttpServer } from '../../../../api/http/server/server.ts';
import type { CallerGate } from '../../../../gateway/callers/callerGate.ts';
import { connectors } from '../../../../gateway/connectors.ts';
import { type Market, marketNames } from '../../../../markets/markets.js';
import type { Endpoint, Parameter } from '../../../../model/endpoint.ts';
import { createSimulator, type Simulator } from '../../../../simulator/createSimulator.ts';
import { type ApiFixture, createApiFixture } from '../apiFixture.ts';

/**
 * Bad input, of each parameter of each path: the same is sent to the API and to the simulator, and what the exchange refuses is refused in the same
 * words, without asking it.
 */

let simulator: Simulator;
let api: ApiFixture;
let url: string;
let server: ReturnType<typeof createHttpServer>;
/** What was asked of the exchange. */
const passed: string[] = [];

beforeAll(async () => {
  simulator = await createSimulator();
  api = await createApiFixture();
  // Nobody collects here: all that is right goes on to the exchange.
  api.callers = (market) => ({
    fetch: async ({ path }) => {
      passed.push(path);
      return { status: 200, body: '"passed"', source: 'simulator', isKept: false, ageMs: 0 };
    },
    symbols: async () => new Set((market === 'spot' ? simulator : simulator.usdm).pairs.keys()),
  });
  server = createHttpServer(api.app);
  server.http.listen(0, '127.0.0.1');
  await once(server.http, 'listening');
  url = `http://127.0.0.1:${(server.http.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await server.stop({ silentMs: 0, mostMs: 500 });
  await api.close();
  await simulator.close();
});
beforeEach(() => {
  simulator.resetLimits();
  passed.length = 0;
});

/** A value that is right, by name where its kind does not say it. */
function goodOf(name: string, parameter: Parameter): string {
  const { kind } = parameter;
  if (kind === 'symbols') return '["BTCUSDT","ETHUSDT"]';
  if (kind === 'time') return String(Date.now() - (name === 'startTime' ? 1_800_000 : 600_000));
  if (kind === 'choice') return String(parameter.accepted.at(name === 'contractType' ? 0 : -1));
  if (kind === 'integer') return '5';
  return kind === 'text' ? '0' : 'BTCUSDT';
}

const symbols = [
  ...[
    'btcusdt',
    'BTC USDT',
    ' BTCUSDT',
    'BTCUSDT ',
    "BTCUSDT' OR 1=1",
    'SELECT',
    'DROP TABLE',
    '../x',
    '%00',
    'BTC/USDT',
  ],
  ...['NOSUCHPAIR', 'A', 'X'.repeat(20), 'X'.repeat(21), '币安', 'ΒTCUSDT', 'BTCUSDT_', 'null', '[]', '"BTCUSDT"'],
];
const lists = [
  ...['[]', '["BTCUSDT"', 'BTCUSDT,ETHUSDT', '["BTCUSDT", "ETHUSDT"]', '["BTCUSDT","BTCUSDT"]', '["BTCUSDT","NOPE"]'],
  ...['["btcusdt"]', '[1]', '{}', '[["BTCUSDT"]]', '[""]', '[null]', 'null', '"BTCUSDT"', '["BTCUSDT","UNION SELECT"]'],
];
const numbers = [
  '0',
  '-1',
  '1.5',
  '1e3',
  '0x10',
  'abc',
  ' 1',
  '1 ',
  '+1',
  '1001',
  '1500',
  '5001',
  '9'.repeat(20),
  '9'.repeat(21),
  '١',
];
const choices = ['x', '2M', '1H', '1', 'PERPETUAl', 'trading', 'FULL ', 'mini', 'null', "'", '7', '1000000', '٥'];

function badOf({ kind }: Parameter): readonly string[] {
  if (kind === 'symbol' || kind === 'pair') return symbols;
  if (kind === 'symbols') return lists;
  if (kind === 'choice') return choices;
  return kind === 'text' ? ['x', '99', '+15:00', '1y', "'; --"] : numbers;
}

type Query = readonly (readonly [name: string, value: string])[];

/** What a path needs, at least. */
function leastOf({ params, needsOne = [] }: Endpoint): Query {
  const needed = Object.entries(params).filter(([name, { required }]) => required || name === needsOne[0]);
  return needed.map(([name, parameter]) => [name, goodOf(name, parameter)]);
}

function queriesOf(endpoint: Endpoint): Query[] {
  const least = leastOf(endpoint);
  const without = (name: string) => least.filter(([own]) => own !== name);
  const named = Object.entries(endpoint.params);
  return [
    least,
    [...least, ['nonsense', '1']],
    [...least, ['nonsense', '1'], ['more', '']],
    [...least, ['__proto__', '1']],
    [...least, ['constructor', '1']],
    [...least, ['recvWindow', '5000']],
    ...named.flatMap(([name, parameter]): Query[] => [
      without(name),
      [...without(name), [name, '']],
      [...without(name), [name, goodOf(name, parameter)]],
      [...without(name), [name, goodOf(name, parameter)], [name, goodOf(name, parameter)]],
      [...without(name), [name.toUpperCase(), goodOf(name, parameter)]],
      ...badOf(parameter).map((bad): Query => [...without(name), [name, bad]]),
    ]),
    ...together(endpoint, least),
  ];
}

/** Values that are right, but perhaps not together. */
function together({ params }: Endpoint, least: Query): Query[] {
  const has = (...names: string[]) => names.every((name) => Object.hasOwn(params, name));
  const [early, late] = [String(Date.now() - 7_200_000), String(Date.now() - 60_000)];
  const rest = least.filter(([name]) => name !== 'symbol');
  return [
    ...(has('symbol', 'symbols') ? [[...rest, ['symbol', 'BTCUSDT'], ['symbols', '["BTCUSDT"]']]] : []),
    ...(has('permissions')
      ? [
          [
            ['symbol', 'BTCUSDT'],
            ['permissions', 'SPOT'],
          ],
          [
            ['symbols', '["BTCUSDT"]'],
            ['symbolStatus', 'TRADING'],
          ],
          [
            ['symbolStatus', 'BREAK'],
            ['permissions', 'SPOT'],
          ],
        ]
      : []),
    ...(has('startTime', 'endTime')
      ? [
          [...least, ['startTime', late], ['endTime', early]],
          [...least, ['startTime', early], ['endTime', late]],
          [...least, ['startTime', `${early}000`], ['endTime', `${late}000`]],
          [...least, ['startTime', late], ['endTime', late]],
        ]
      : []),
    ...(has('fromId', 'startTime')
      ? [
          [...least, ['fromId', '1'], ['startTime', late]],
          [...least, ['fromId', '1'], ['endTime', late]],
        ]
      : []),
  ] as Query[];
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function ask(base: string, path: string, query: Query): Promise<Answer & { readonly type: string | null }> {
  const answer = await fetch(
    `${base}${path}?${new URLSearchParams(query.map(([name, value]): [string, string] => [name, value]))}`,
  );
  const type = answer.headers.get('content-type');
  return {
    status: answer.status,
    type,
    body: type?.startsWith('application/json') ? await answer.json() : await answer.text(),
  };
}

const paths = marketNames.flatMap((market) =>
  (connectors[market].endpoints ?? []).map((endpoint): [string, Market, Endpoint] => [endpoint.path, market, endpoint]),
);

it.each(paths)('%s refuses what the exchange refuses, and nothing else', async (path, market, endpoint) => {
  const probe = await ask(simulator.url, path, leastOf(endpoint));
  // Nothing is known of what it would refuse.
  if (probe.status === 404) return;
  const wrong: unknown[] = [];
  for (const query of queriesOf(endpoint)) {
    simulator.resetLimits();
    passed.length = 0;
    const [expected, got] = [await ask(simulator.url, path, query), await ask(url, path, query)];
    const isRefused = expected.status >= 400;
    const isSame = isRefused
      ? JSON.stringify(got) === JSON.stringify(expected) && passed.length === 0
      : got.status === 200;
    if (!isSame && !isLeftOut(market, query, expected, got)) wrong.push({ query, expected, got, passed: [...passed] });
  }
  expect(wrong).toEqual([]);
});

/**
 * What only the exchange can say, of a symbol that it lists: its status, what there is of it, and how far back something is told. And what it does not
 * look at, but which is no text that may leave: permissions.
 */
function isLeftOut(market: Market, query: Query, { body, status }: Answer, got: Answer): boolean {
  const { code, msg } = Object(body) as { code?: number; msg?: string };
  const sent = new Map(query);
  const { pairs } = market === 'spot' ? simulator : simulator.usdm;
  // The whole exchangeInfo of spot never goes on to the exchange, and nothing is stored here.
  if (status === 200 && got.status === 503) return Object(got.body).code === -1001 && passed.length === 0;
  if (status === 200) return sent.has('permissions') && Object(got.body).code === -1130;
  if (code === -2014) return Object(got.body).code === -2014 && got.status === status;
  const isTold = [-4166, -1220].includes(code ?? 0) || msg === "parameter 'startTime' is invalid.";
  return got.status === 200 && (isTold || (code === -1121 && pairs.has(sent.get('symbol') ?? sent.get('pair') ?? '')));
}

it.each(['/api/v3/ticker', '/api/v3/ticker/tradingDay'])('%s refuses more symbols than it answers of', async (path) => {
  const { callers } = api;
  const many = Array.from({ length: 101 }, (_, index) => `MANY${index}USDT`);
  const listing = new Set(many);
  api.callers = (market) => ({ ...(callers(market) as CallerGate), symbols: async () => listing });
  const of = (count: number): Query => [['symbols', JSON.stringify(many.slice(0, count))]];
  expect((await ask(url, path, of(100))).status).toBe(200);
  passed.length = 0;
  expect(await ask(url, path, of(101))).toMatchObject({
    status: 400,
    body: { code: -1101, msg: "Too many symbols; expected at most '100' and received '101'." },
  });
  expect(passed).toEqual([]);
  api.callers = callers;
});

it('what was right is looked at anew once CONFIG.json has changed', async () => {
  const query: Query = [['symbol', 'BTCUSDT']];
  const path = '/fapi/v1/historicalTrades';
  const { config, callers } = api;
  api.config = { ...config, apiKeys: [{ key: 'k'.repeat(64) }] };
  for (let round = 0; round < 2; round++) expect((await ask(url, path, query)).status).toBe(200);
  api.config = config;
  expect((await ask(url, path, query)).body).toMatchObject({ code: -2014 });
  const listed: Query = [['symbol', 'SOLUSDT']];
  for (let round = 0; round < 2; round++) expect((await ask(url, '/api/v3/avgPrice', listed)).status).toBe(200);
  api.callers = (market) => ({ ...(callers(market) as CallerGate), symbols: async () => new Set(['BTCUSDT']) });
  api.config = { ...config };
  expect((await ask(url, '/api/v3/avgPrice', listed)).body).toMatchObject({ code: -1121 });
  api.callers = callers;
});
