import { connectors } from '../../gateway/connectors.ts';
import type { Market } from '../../markets/markets.js';
import type { Endpoint, Parameter } from '../../model/endpoint.ts';
import { COIN_SYMBOLS } from '../binance/routes.ts';
import type { Markets } from '../context/markets.ts';
import { type JsonSchema, text } from './openapiRows.ts';

/** The exchange's own paths, as the tables of its endpoints describe them: parameters, and at least these members in an answer. */
export function dialectPaths(markets: Markets): Record<string, JsonSchema> {
  const all = markets.names.flatMap((market) =>
    // Tests have markets that no connector serves.
    (connectors[market]?.endpoints ?? []).map(
      (endpoint) => [endpoint.path, operation(markets, market, endpoint)] as const,
    ),
  );
  return all.length === 0 ? {} : { ...Object.fromEntries(all), [COIN_SYMBOLS]: noSymbols() };
}

/** An error in the exchange's form. */
export const dialectError: JsonSchema = {
  type: 'object',
  properties: {
    code: { type: 'integer', maximum: -1, description: "The exchange's number of the error" },
    msg: text('What is wrong, in words'),
  },
  required: ['code', 'msg'],
  additionalProperties: false,
};

function operation(markets: Markets, market: Market, endpoint: Endpoint): JsonSchema {
  const { params, needsOne = [] } = endpoint;
  const { title } = markets.tableOf(market).exchange;
  const one = needsOne.length === 0 ? '' : ` One of ${needsOne.join(' and ')} is required.`;
  return get(
    `What ${title} answers at this path`,
    `From what is stored where that is whole and fresh, else of ${title} itself.${one}`,
    answerOf(endpoint),
    Object.entries(params).map(([name, parameter]) => parameterOf(name, parameter)),
  );
}

const noSymbols = (): JsonSchema =>
  get(
    'An empty list of symbols',
    'COIN-M is not served. Clients that are not told otherwise ask this, and give up where it fails.',
    { type: 'object', properties: { symbols: { type: 'array', maxItems: 0 } }, required: ['symbols'] },
    [],
  );

function get(summary: string, description: string, schema: JsonSchema, parameters: readonly JsonSchema[]): JsonSchema {
  const failures = Object.entries(refusals).map(([status, why]) => [status, { description: why, ...json(ERROR) }]);
  const retry = { headers: { 'Retry-After': header('Seconds', { type: 'integer', minimum: 1 }) } };
  const responses: Record<string, JsonSchema> = Object.fromEntries(failures);
  return {
    get: {
      summary,
      description,
      security: [{}, { accessKey: [] }],
      ...(parameters.length > 0 && { parameters }),
      responses: {
        200: { description: 'The answer', headers, ...json(schema) },
        ...responses,
        429: { ...responses[429], ...retry },
      },
    },
  };
}

const ERROR: JsonSchema = { $ref: '#/components/schemas/dialect-error' };

/** Why there is no answer, by status. */
const refusals = {
  400: 'A parameter is wrong: by the number and in the words of the exchange',
  401: 'The access key is missing or wrong (-2014, -2015), or the exchange answers this only with a key of its own',
  403: 'Trading, a signed request, a foreign web page, or what is not stored while nothing may be asked of the exchange (-1020)',
  421: 'The request is meant for another host (-1020)',
  429: 'No weight is left for callers, or the exchange has told us to wait (-1003); too many wrong access keys (-2015)',
  500: 'A defect: the log has the details (-1000)',
  503: 'Not to be answered now: ask again (-1001)',
};

const header = (description: string, schema: JsonSchema): JsonSchema => ({ description, schema });

const headers: JsonSchema = {
  'X-Data-Source': header('Who the data is from', { type: 'string' }),
  'X-Cache': header('hit: nothing was asked for it. pass: the exchange has answered this request', {
    enum: ['hit', 'pass'],
  }),
  'X-Data-Age-Ms': header('Age of the data, ms', { type: 'integer', minimum: 0 }),
  'X-MBX-USED-WEIGHT-1M': header('Only with pass: the weight that the exchange has counted', { type: 'integer' }),
};

const json = (schema: JsonSchema): JsonSchema => ({ content: { 'application/json': { schema } } });

function answerOf({ answers, row }: Endpoint): JsonSchema {
  const one = inForm(row) as JsonSchema;
  const list = { type: 'array', items: one };
  if (answers === 'object') return one;
  return answers === 'list' ? list : { oneOf: [one, list] };
}

/** The schemas of the tables are of an older draft, in which a list of items says what each is. */
function inForm(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(inForm);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).map(([name, value]): [string, unknown] => [
    name === 'items' && Array.isArray(value) ? 'prefixItems' : name,
    inForm(value),
  ]);
  return Object.fromEntries(entries);
}

const kinds: Readonly<
  Record<Exclude<Parameter['kind'], 'choice' | 'integer' | 'text'>, JsonSchema & { says: string }>
> = {
  symbol: { type: 'string', says: "The exchange's name, upper case" },
  symbols: { type: 'string', says: 'Names as a JSON list without spaces' },
  pair: { type: 'string', says: "The exchange's name of the pair, upper case" },
  time: { type: 'integer', says: 'ms' },
};

export function parameterOf(name: string, parameter: Parameter): JsonSchema {
  const { says, ...schema } = schemaOf(parameter);
  return {
    name,
    in: 'query',
    required: parameter.required === true,
    schema,
    ...(says !== undefined && { description: says }),
  };
}

function schemaOf(parameter: Parameter): JsonSchema & { readonly says?: string } {
  switch (parameter.kind) {
    case 'choice': {
      const { accepted, default: byDefault } = parameter;
      return { enum: accepted, ...(byDefault !== undefined && { default: byDefault }) };
    }
    case 'integer': {
      const { least, most, default: byDefault } = parameter;
      return { type: 'integer', minimum: least, maximum: most, ...(byDefault !== undefined && { default: byDefault }) };
    }
    case 'text':
      return { type: 'string', pattern: parameter.pattern.source };
    default:
      return kinds[parameter.kind];
  }
}
