import type { Option } from '../markets/market.js';
import { feedsOf, intervalsOf, type Market, rowOf } from '../markets/markets.js';
import { PAIR_CODE } from '../markets/pairCode.ts';

/** The part of JSON Schema draft-07 used here. `errorMessage` is what VS Code shows and what the loader's faults say. */
export interface Schema {
  readonly [keyword: string]: unknown;
  readonly errorMessage?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
}

/**
 * The JSON Schema of CONFIG.json, built from the table of feeds. Defaults live here, and where they depend on the
 * number of pairs in `defaultRetention.ts`.
 * `scripts/commands/generate.ts` writes it to `config/config.schema.json` for editors.
 */
export function buildSchema(): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'binance-collector configuration',
    ...section('Only "pairs" is required.', {
      $schema: text('Where an editor finds this schema.', {}, 'must be a string'),
      pairs: {
        ...list('Pairs to collect, in any case; each once.', pair(), 'must be a list with at least one pair'),
        minItems: 1,
        examples: [['btcusdt', 'ethusdt']],
      },
      apiKeys: {
        ...list(
          'Binance API keys; optional, since market data is public and limited per IP address.',
          {
            ...section('An API key.', { key: headerText('The key.'), secret: headerText('Never used.') }),
            required: ['key'],
          },
          'must be a list of {"key": "…"}',
        ),
        default: [],
      },
      transport: { ...transport('How rows come'), default: 'auto' },
      feeds: withDefaults('Feeds; all are enabled unless said otherwise.', feedSections('spot')),
      klines: withDefaults('Candles.', {
        intervals: {
          ...list(
            'Candle lengths in minutes.',
            choice('Minutes.', intervalsIn('spot')),
            'must be a list of different intervals, at least one',
          ),
          minItems: 1,
          default: intervalsIn('spot'),
        },
        mode: choice(
          'poll: ask for every interval each period; rollup: sum longer candles up from the shortest; auto: roll up only where polling does not fit the budget.',
          ['auto', 'poll', 'rollup'],
          'auto',
        ),
      }),
      retention: withDefaults('Rows kept per pair and series.', retentions('spot')),
      budget: withDefaults('Request weight.', {
        share: {
          type: 'number',
          exclusiveMinimum: 0,
          maximum: 1,
          default: 0.9,
          description: "Share of the exchange's weight limit that may be used.",
          errorMessage: 'must be a number above 0 and up to 1',
        },
        egress: text(
          'Name of the IP address requests leave from; workers with the same name share one budget.',
          { pattern: '^[A-Za-z0-9._-]{1,64}$', default: 'local' },
          'must be 1 to 64 letters, digits, ".", "_" or "-"',
        ),
      }),
      redis: withDefaults('The Redis that holds the data.', {
        url: text(
          'Where Redis is. May hold user and password.',
          {
            format: 'redis-url',
            default: 'redis://127.0.0.1:6379',
            examples: ['rediss://user:password@host:6379', 'unix:///run/redis.sock'],
          },
          'must be redis://host:port, rediss://host:port or unix:///path',
        ),
        db: integer('Database number; this alone chooses the database.', 0, 1023, 2),
      }),
      api: withDefaults('The HTTP API.', {
        host: text(
          'Address to listen on; 0.0.0.0 for all.',
          { pattern: '^[A-Za-z0-9._:%-]{1,253}$', default: '127.0.0.1' },
          'must be an IP address or host name',
        ),
        port: integer('TCP port.', 1, 65_535, 8000),
        accessKeys: {
          ...list(
            'Keys callers must send; none: no key is asked for.',
            accessKey(),
            'must be a list of different keys',
          ),
          default: [],
        },
        hosts: {
          ...list(
            'Names by which callers reach the API, in Host; asked for only while there are no access keys.',
            hostName(),
            'must be a list of different host names',
          ),
          default: [],
        },
        cors: {
          ...list('Origins that may read from a browser.', origin(), 'must be a list of different origins'),
          default: [],
        },
      }),
      binance: withDefaults('Where Binance is.', {
        spotUrl: text(
          'Base URL of the spot REST API.',
          { format: 'http-url', default: 'https://api.binance.com' },
          'must be an http:// or https:// URL without user, query or fragment',
        ),
        // No default here: it follows from spotUrl.
        spotStreamUrl: text(
          'Base URL of the spot streams. Without it: wss://stream.binance.com:9443, or the host of spotUrl where that is not of binance.com.',
          { format: 'ws-url', examples: ['wss://stream.binance.com:9443'] },
          'must be a ws:// or wss:// URL without user, query or fragment',
        ),
      }),
      log: withDefaults('Logging.', {
        level: choice('Least severe level that is written.', ['error', 'warn', 'info', 'debug'], 'info'),
        directory: text(
          'Folder for log files, rotated by size; without it lines go to stdout.',
          { pattern: '^\\P{Cc}+$', examples: ['logs'] },
          'must be the path of a folder',
        ),
      }),
    }),
    required: ['pairs'],
  };
}

/** A section for each feed of a market. */
function feedSections(market: Market): Record<string, Schema> {
  return Object.fromEntries(
    feedsOf(market).map((name) => {
      const { summary, original, everySeconds, streams, options = {} } = rowOf(market, name);
      const settings = Object.entries(options).map(([key, option]) => [key, setting(option)] as const);
      const fields = {
        enabled: { type: 'boolean', default: true, description: 'Collect it.', errorMessage: 'must be true or false' },
        everySeconds: integer('Seconds between two polls.', 1, 3600, everySeconds),
        ...(streams !== undefined && { transport: transport('How its rows come, in place of the transport of all') }),
        ...Object.fromEntries(settings),
      };
      return [name, withDefaults(original === '' ? summary : `${summary} (${original})`, fields)];
    }),
  );
}

const transport = (what: string): Schema =>
  choice(
    `${what}. poll: by REST alone; stream: by the exchange's streams; auto: by streams as soon as polling does not fit the budget.`,
    ['auto', 'poll', 'stream'],
  );

const setting = (option: Option): Schema =>
  'accepted' in option
    ? choice(option.says, option.accepted, option.default)
    : integer(option.says, option.minimum, option.maximum, option.default);

/** The intervals of a market's candles, shortest first. */
const intervalsIn = (market: Market): number[] =>
  [...new Set(feedsOf(market).flatMap((name) => intervalsOf(rowOf(market, name))))].sort((a, b) => a - b);

/** How many rows each series of a market keeps. */
function retentions(market: Market): Record<string, Schema> {
  return Object.fromEntries(
    feedsOf(market).flatMap((name) => {
      const row = rowOf(market, name);
      if (row.shape !== 'series') return [];
      const { rows, least, says, above } = row.retention;
      if (above === undefined) return [[name, integer(says, least, 1_000_000, rows)]];
      const byDefault = `By default ${rows}, or ${above.rows} where the process started with more than ${above.pairs} pairs.`;
      const { default: _, ...schema } = integer(`${says} ${byDefault}`, least, 1_000_000, rows);
      return [[name, schema]];
    }),
  );
}

function section(description: string, properties: Record<string, Schema>): Schema {
  const keys = Object.keys(properties).join(', ');
  const errorMessage = `must be an object; accepted keys: ${keys}`;
  return { type: 'object', description, additionalProperties: false, properties, errorMessage };
}

function withDefaults(description: string, properties: Record<string, Schema>): Schema {
  return { ...section(description, properties), default: {} };
}

function list(description: string, items: Schema, errorMessage: string): Schema {
  return { type: 'array', description, items, uniqueItems: true, errorMessage };
}

function text(description: string, rest: Schema, errorMessage: string): Schema {
  return { type: 'string', description, ...rest, errorMessage };
}

function integer(description: string, minimum: number, maximum: number, byDefault: number): Schema {
  const errorMessage = `must be an integer from ${minimum} to ${maximum}`;
  return { type: 'integer', minimum, maximum, default: byDefault, description, errorMessage };
}

function choice(description: string, accepted: readonly (string | number)[], byDefault?: string): Schema {
  const schema = { enum: accepted, description, errorMessage: `must be one of ${accepted.join(', ')}` };
  return byDefault === undefined ? schema : { ...schema, default: byDefault };
}

function pair(): Schema {
  return text(
    'A pair as Binance writes it, in any case.',
    { pattern: PAIR_CODE.source, examples: ['btcusdt'] },
    'must be 2 to 40 letters or digits (also ".", "_", "-" after the first)',
  );
}

function headerText(description: string): Schema {
  return text(description, { pattern: '^[!-~]{1,256}$' }, 'must be 1 to 256 printable ASCII characters without spaces');
}

function accessKey(): Schema {
  return text(
    'An access key.',
    { pattern: '^[!-+.-~-]{8,256}$' },
    'must be 8 to 256 printable ASCII characters without spaces or commas',
  );
}

function hostName(): Schema {
  return text(
    'A host name.',
    { pattern: '^(?:\\*|[A-Za-z0-9_-]{1,63}(?:\\.[A-Za-z0-9_-]{1,63}){0,20})$', examples: ['data.example'] },
    'must be "*" or a host name without scheme, port and path, such as data.example',
  );
}

function origin(): Schema {
  return text(
    'An origin.',
    { format: 'web-origin', examples: ['https://panel.example'] },
    'must be "*" or an origin as browsers send it, in lower case and without a default port, such as https://panel.example',
  );
}
