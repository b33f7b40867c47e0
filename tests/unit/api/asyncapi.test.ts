import { readAddress, socketPaths } from '../../../api/binance/streams/address.ts';
import { wsApis } from '../../../api/binance/wsApi/methods.ts';
import { buildAsyncapi } from '../../../api/docs/asyncapi.ts';
import { isFuturesAddress } from '../../../api/futures/sockets/address.ts';
import { connectors } from '../../../gateway/connectors.ts';
import { marketNames, markets } from '../../../markets/markets.js';
import { faultsOf } from './lint.ts';

const document = JSON.parse(JSON.stringify(buildAsyncapi())) as Record<string, unknown>;

function at(reference: string): unknown {
  return reference
    .slice(2)
    .split('/')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], document);
}

const referencesIn = (value: unknown): string[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === '$ref' ? [String(inner)] : referencesIn(inner)));
};

it('the document is what AsyncAPI 3.0 says one is', async () => {
  expect(await faultsOf(document)).toEqual([]);
});

it('and one with a fault is not', async () => {
  const text = JSON.stringify(document);
  const spoilt = (from: string, to: string) => faultsOf(JSON.parse(text.replace(from, to)));
  expect(await spoilt('"action":"receive"', '"action":"take"')).toEqual([expect.stringMatching(/^#\/operations\//)]);
  expect(await spoilt('"address":', '"path":')).toEqual([expect.stringMatching(/^#\/channels\/.*`path`/)]);
});

it('every reference leads somewhere', () => {
  const references = referencesIn(document);
  expect(references.length).toBeGreaterThan(50);
  expect(references.filter((reference) => at(reference) === undefined)).toEqual([]);
});

it('every address is one at which sockets open, of the market that it is said to be of', () => {
  const channels = Object.values(document.channels as Record<string, { address: string }>);
  const all = Object.entries(socketPaths).flatMap(([market, paths]) => paths.map(({ path }) => ({ market, path })));
  const addresses = channels.map(({ address }) => address);
  const forRequests = Object.values(wsApis).map((of) => of.address);
  const futures = ['ohlc', 'liquidations', 'large_trades'].map((topic) => `/ws/{exchange}/{symbol}/${topic}`);
  expect(addresses).toEqual([...all.map(({ path }) => path), ...forRequests, ...futures]);
  for (const address of futures) {
    const url = address.replace('{exchange}', 'binance').replace('{symbol}', 'btcusdt');
    expect(isFuturesAddress(url, ['binance'])).toBe(true);
  }
  for (const { market, path } of all) expect(readAddress(path)).toMatchObject({ market });
});

it('it names all streams of all markets', () => {
  for (const market of Object.keys(markets) as (keyof typeof markets)[]) {
    const { oneOf } = at(`#/components/schemas/${market}Stream`) as { oneOf: { title: string }[] };
    expect(oneOf).toHaveLength(connectors[market].streamNames?.kinds.length ?? -1);
    expect(oneOf.every(({ title }) => !/[<>]/.test(title))).toBe(true);
  }
});

it('it has a message for each method of the WebSocket APIs, with the parameters of its path', () => {
  for (const market of marketNames) {
    const { messages } = at(`#/channels/${market}WsApi`) as { messages: Record<string, { $ref: string }> };
    const payloads = Object.values(messages).map(({ $ref }) => (at($ref) as { payload: Payload }).payload);
    const methods = payloads.flatMap(({ properties }) => properties.method?.const ?? []);
    expect(methods).toEqual(Object.keys(wsApis[market].methods));
    const depth = payloads.find(({ properties }) => properties.method?.const === 'depth');
    expect(Object.keys(depth?.properties.params?.properties ?? {})).toEqual(
      expect.arrayContaining(['symbol', 'limit', 'returnRateLimits']),
    );
  }
});

interface Payload {
  readonly properties: {
    readonly method?: { readonly const: string };
    readonly params?: { readonly properties: Record<string, unknown> };
  };
}
