import { connectors } from '../../gateway/connectors.ts';
import type { Market } from '../../markets/markets.js';
import { markets } from '../../markets/markets.js';
import type { StreamKind, StreamNames } from '../../model/streamNames.ts';
import { socketPaths } from '../binance/streams/address.ts';
import { allMarkets } from '../context/markets.ts';
import { exchangeNames, FUTURES } from '../futures/exchanges.ts';
import { asyncapiFutures } from './asyncapiFutures.ts';
import { wsApiParts } from './asyncapiWsApi.ts';
import type { JsonSchema } from './openapiRows.ts';

const ref = (to: string): JsonSchema => ({ $ref: `#/${to}` });

const text = (description: string): JsonSchema => ({ type: 'string', description });

const id: JsonSchema = {
  description: "The caller's own number or word, which comes back with the answer",
  anyOf: [{ type: 'integer' }, { type: 'string', pattern: '^[A-Za-z0-9_-]{1,36}$' }, { type: 'null' }],
};

const request = (method: object, params: JsonSchema | null): JsonSchema => ({
  type: 'object',
  required: params === null ? ['method'] : ['method', 'params'],
  properties: { method, ...(params !== null && { params }), id },
});

const names: JsonSchema = { type: 'array', items: { type: 'string' }, maxItems: 1024 };

/** What callers send and are answered, whatever the market. */
const messages = {
  subscribe: {
    summary: 'Follows streams, or leaves them',
    payload: request({ enum: ['SUBSCRIBE', 'UNSUBSCRIBE'] }, names),
  },
  list: { summary: 'Asks which streams this socket follows', payload: request({ const: 'LIST_SUBSCRIPTIONS' }, null) },
  setProperty: {
    summary: 'Sets whether events come with the name of their stream around them',
    payload: request(
      { const: 'SET_PROPERTY' },
      // AsyncAPI's schemas are of draft 7, in which a list of items says what each is.
      { type: 'array', items: [{ const: 'combined' }, { type: 'boolean' }], minItems: 2, maxItems: 2 },
    ),
  },
  getProperty: {
    summary: 'Asks whether they do',
    payload: request(
      { const: 'GET_PROPERTY' },
      { type: 'array', items: { const: 'combined' }, minItems: 1, maxItems: 1 },
    ),
  },
  result: {
    summary: 'What was asked is done: of a SUBSCRIBE, all of its streams are followed',
    payload: {
      type: 'object',
      required: ['result', 'id'],
      properties: { result: { type: ['null', 'array', 'boolean'] }, id },
    },
  },
  error: {
    summary:
      'It is not, and nothing of it: the exchange has no such stream, it cannot be followed now, or the message is wrong',
    payload: {
      type: 'object',
      required: ['error', 'code', 'msg', 'id'],
      properties: {
        error: {
          type: 'object',
          required: ['code', 'msg'],
          properties: { code: { type: 'integer' }, msg: { type: 'string' } },
        },
        code: { type: 'integer', description: '-1121: no such stream; -1001: not now; 0 to 3: the message is wrong' },
        msg: text('In words'),
        id,
      },
    },
  },
  event: {
    summary: 'An event of a stream as the exchange sent it, to the byte; its documents say what is in it',
    payload: { anyOf: [{ type: 'object' }, { type: 'array' }] },
  },
  combined: {
    summary: 'The same with the name of the stream around it',
    payload: {
      type: 'object',
      required: ['stream', 'data'],
      properties: { stream: text('The name'), data: { anyOf: [{ type: 'object' }, { type: 'array' }] } },
    },
  },
} as const;

const sent = ['subscribe', 'list', 'setProperty', 'getProperty'] as const;
const received = ['result', 'error', 'event', 'combined'] as const;

/** `<symbol>@kline_<interval>` → `{symbol}@kline_{interval}` */
const address = ({ name }: StreamKind): string => name.replaceAll(/<(\w+)>/g, '{$1}');

function streamSchema(market: Market, { kinds, placeholders }: StreamNames): JsonSchema {
  return {
    title: `Names of streams, ${market}`,
    oneOf: kinds.map((kind) => ({ title: address(kind), description: kind.says })),
    'x-parameters': Object.fromEntries(
      Object.entries(placeholders).map(([name, { says, values }]) => [
        name,
        { description: says, ...(values !== undefined && { enum: values }) },
      ]),
    ),
  };
}

/** The AsyncAPI 3.0 document of the sockets by which callers follow streams or send requests, made from the tables of streams and of methods. */
export function buildAsyncapi(): JsonSchema {
  const all = Object.keys(markets) as Market[];
  const paths = all.flatMap((market) => socketPaths[market].map((of) => ({ market, ...of })));
  const keyOf = ({ market, path }: { market: Market; path: string }): string =>
    `${market}${path.replaceAll(/[^A-Za-z]+(\w?)/g, (_, letter: string) => letter.toUpperCase())}`;
  const channels = Object.fromEntries(
    paths.map((of) => [
      keyOf(of),
      {
        address: of.path,
        description: of.says,
        messages: Object.fromEntries([...sent, ...received].map((name) => [name, ref(`components/messages/${name}`)])),
      },
    ]),
  );
  const requests = wsApiParts();
  const operations = Object.fromEntries(
    paths.flatMap((of) => {
      const key = keyOf(of);
      const channel = ref(`channels/${key}`);
      const of2 = (list: readonly string[]) => list.map((name) => ref(`channels/${key}/messages/${name}`));
      return [
        [`${key}Ask`, { action: 'receive', channel, summary: 'What a caller may send', messages: of2(sent) }],
        [`${key}Tell`, { action: 'send', channel, summary: 'What it is sent', messages: of2(received) }],
      ];
    }),
  );
  const { live } = connectors[FUTURES];
  const futures = live === undefined ? null : asyncapiFutures(live, exchangeNames(allMarkets));
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'binance-collector',
      version: '1',
      description:
        "The exchange's streams in its own dialect, and some of futures in a form of ours, each followed once at the exchange, whoever follows it here; and requests for market data over its WebSocket API.",
    },
    servers: { own: { host: '127.0.0.1:8000', protocol: 'ws', description: 'api.host and api.port' } },
    channels: { ...channels, ...requests.channels, ...futures?.channels },
    operations: { ...operations, ...requests.operations, ...futures?.operations },
    components: {
      messages: { ...messages, ...requests.messages, ...futures?.messages },
      schemas: Object.fromEntries(
        all.flatMap((market) => {
          const { streamNames } = connectors[market];
          return streamNames === undefined ? [] : [[`${market}Stream`, streamSchema(market, streamNames)]];
        }),
      ),
    },
  };
}
