import { DEFAULT_MARKET, type Market } from '../markets/markets.js';
import { marketProperties } from './marketSchema.ts';
import { choice, integer, list, type Schema, section, text, withDefaults } from './schemaParts.ts';

/**
 * The JSON Schema of CONFIG.json, built from the table of feeds. Defaults live here, and where they depend on the
 * number of pairs in `defaultRetention.ts`.
 * `scripts/commands/generate.ts` writes it to `config/config.schema.json` for editors.
 */
export function buildSchema(): Schema {
  const { pairs = {}, ...spot } = marketProperties(DEFAULT_MARKET);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'binance-collector configuration',
    ...section('Only "pairs" is required.', {
      $schema: text('Where an editor finds this schema.', {}, 'must be a string'),
      pairs,
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
      ...spot,
      usdm: {
        ...section(
          'USD-M futures; without it nothing of them is collected. Only "pairs" is required.',
          marketProperties('usdm'),
        ),
        required: ['pairs'],
      },
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
      callers: withDefaults('What callers ask for and nobody collects: it is asked of the exchange for them.', {
        share: {
          type: 'number',
          minimum: 0,
          maximum: 1,
          default: 0.2,
          description: 'Share of the weight that live polls leave; 0: callers are answered from what is stored alone.',
          errorMessage: 'must be a number from 0 to 1',
        },
        reserve: integer(
          'Weight per minute that the plan sets aside for callers, of each market, beside their share.',
          ...([0, 100_000, 0] as const),
        ),
      }),
      live: withDefaults('What is pushed to callers.', {
        largeTradeUsd: {
          type: 'number',
          exclusiveMinimum: 0,
          maximum: 1e12,
          default: 100_000,
          description: 'Price times quantity, in dollars, from which on a trade counts as large.',
          errorMessage: 'must be a number above 0 and up to 1000000000000',
        },
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
        spotStreamUrl: streamUrl('spot', 'wss://stream.binance.com:9443'),
        usdmUrl: text(
          'Base URL of the REST API of USD-M futures.',
          { format: 'http-url', default: 'https://fapi.binance.com' },
          'must be an http:// or https:// URL without user, query or fragment',
        ),
        usdmStreamUrl: streamUrl('usdm', 'wss://fstream.binance.com'),
      }),
      relay: withDefaults('The relay of streams.', {
        url: text(
          'Where the relay is. Without it: a unix socket in data/relay. It listens there itself, if the address is one of its host.',
          { format: 'relay-url', examples: ['ws://10.0.0.5:8100', 'unix:///run/binance-collector/relay.sock'] },
          'must be ws://host:port or unix:///path, with a path of at most 100 bytes',
        ),
      }),
      snapshots: withDefaults('Snapshots of pairs.', {
        directory: text(
          'Folder where npm run snapshot writes them, and the API looks for them.',
          { pattern: '^\\P{Cc}+$', default: 'data/snapshots' },
          'must be the path of a folder',
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

function streamUrl(market: Market, byDefault: string): Schema {
  return text(
    `Base URL of the ${market} streams. Without it: ${byDefault}, or the host of ${market}Url where that is not of binance.com.`,
    { format: 'ws-url', examples: [byDefault] },
    'must be a ws:// or wss:// URL without user, query or fragment',
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
