import { type Market, marketNames } from '../../markets/markets.js';
import type { Parameter } from '../../model/endpoint.ts';
import { routes } from '../binance/routes.ts';
import { wsApis } from '../binance/wsApi/methods.ts';
import { parameterOf } from './openapiDialect.ts';
import { type JsonSchema, text, yesOrNo } from './openapiRows.ts';

const ref = (to: string): JsonSchema => ({ $ref: `#/${to}` });

const id: JsonSchema = {
  description: "The caller's own number or word, which comes back with the answer",
  anyOf: [{ type: 'integer' }, { type: 'string', pattern: '^[A-Za-z0-9_-]{1,36}$' }, { type: 'null' }],
};

const rateLimits: JsonSchema = {
  type: 'array',
  description: 'Left out where the address of the socket or the request says returnRateLimits=false',
  items: {
    type: 'object',
    required: ['rateLimitType', 'interval', 'intervalNum', 'limit', 'count'],
    properties: {
      rateLimitType: { const: 'REQUEST_WEIGHT' },
      interval: { const: 'MINUTE' },
      intervalNum: { const: 1 },
      limit: { type: 'integer', description: 'Weight that the exchange allows an address in a minute' },
      count: {
        type: 'integer',
        description:
          "What this caller's requests have cost of it in the present minute; answers from memory cost nothing",
      },
    },
  },
};

const answers = {
  wsResult: {
    summary: 'The answer of REST as it is there, to the byte',
    payload: {
      type: 'object',
      required: ['id', 'status', 'result'],
      properties: { id, status: { const: 200 }, result: { type: ['object', 'array'] }, rateLimits },
    },
  },
  wsError: {
    summary: 'Why there is none',
    payload: {
      type: 'object',
      required: ['id', 'status', 'error'],
      properties: {
        id,
        status: { type: 'integer', description: 'As that of HTTP would be' },
        error: {
          type: 'object',
          required: ['code', 'msg'],
          properties: {
            code: { type: 'integer', maximum: -1, description: "The exchange's number of the error" },
            msg: text('What is wrong, in words'),
            data: {
              type: 'object',
              description: 'Of 429 alone',
              required: ['serverTime', 'retryAfter'],
              properties: {
                serverTime: { type: 'integer', description: 'By the clock of the exchange, ms' },
                retryAfter: { type: 'integer', description: 'When it is worth asking again, by the same clock, ms' },
              },
            },
          },
        },
        rateLimits,
      },
    },
  },
};

/** As in a URL, but for lists, which may be written as JSON has them. */
const schemaOf = (parameter: Parameter): JsonSchema =>
  parameter.kind === 'symbols'
    ? { type: ['array', 'string'], items: { type: 'string' } }
    : (parameterOf('', parameter).schema as JsonSchema);

function requestOf(method: string, path: string): JsonSchema {
  const params = Object.entries(routes.get(path)?.endpoint.params ?? {});
  const required = params.filter(([, parameter]) => parameter.required).map(([name]) => name);
  return {
    summary: `Answered as ${path} is`,
    payload: {
      type: 'object',
      required: ['id', 'method', ...(required.length === 0 ? [] : ['params'])],
      properties: {
        id,
        method: { const: method },
        params: {
          type: 'object',
          required,
          properties: {
            ...Object.fromEntries(params.map(([name, parameter]) => [name, schemaOf(parameter)])),
            returnRateLimits: yesOrNo('Whether the answer tells the limits'),
          },
        },
      },
    },
  };
}

const keyOf = (market: Market): string => `${market}WsApi`;
const nameOf = (market: Market, method: string): string =>
  `${keyOf(market)}${method.replaceAll(/(?:^|\.)(\w)/g, (_, letter: string) => letter.toUpperCase())}`;

/** What the AsyncAPI document says of the sockets for requests: by the names of its parts. */
export function wsApiParts(): Readonly<Record<'channels' | 'operations' | 'messages', Record<string, JsonSchema>>> {
  const methodsOf = (market: Market) => Object.entries(wsApis[market].methods);
  const namesOf = (market: Market) => methodsOf(market).map(([method]) => nameOf(market, method));
  const received = Object.keys(answers);
  const of = (market: Market, names: readonly string[]) =>
    names.map((name) => ref(`channels/${keyOf(market)}/messages/${name}`));
  return {
    channels: Object.fromEntries(
      marketNames.map((market) => [
        keyOf(market),
        {
          address: wsApis[market].address,
          description: `Requests for market data, each answered as a path of REST; a method may have ${wsApis[market].version}/ before its name, and each value may be a text as in a URL`,
          messages: Object.fromEntries(
            [...namesOf(market), ...received].map((name) => [name, ref(`components/messages/${name}`)]),
          ),
        },
      ]),
    ),
    operations: Object.fromEntries(
      marketNames.flatMap((market) => {
        const channel = ref(`channels/${keyOf(market)}`);
        return [
          [
            `${keyOf(market)}Ask`,
            { action: 'receive', channel, summary: 'What a caller may ask', messages: of(market, namesOf(market)) },
          ],
          [
            `${keyOf(market)}Tell`,
            { action: 'send', channel, summary: 'What it is answered', messages: of(market, received) },
          ],
        ];
      }),
    ),
    messages: {
      ...answers,
      ...Object.fromEntries(
        marketNames.flatMap((market) =>
          methodsOf(market).map(([method, path]) => [nameOf(market, method), requestOf(method, path)]),
        ),
      ),
    },
  };
}
