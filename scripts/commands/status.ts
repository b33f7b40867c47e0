import { setTimeout } from 'node:timers/promises';
import type { Config } from '../../config/config.ts';
import { loadConfig } from '../../config/load.ts';
import { parseConfig } from '../../config/parseConfig.ts';
import { ConfigError, StartError } from '../../runtime/errors.ts';
import { parseOptions } from '../arguments/parseOptions.ts';
import { apiUrl } from '../health/apiUrl.ts';
import { readHealth } from '../health/readHealth.ts';
import { statusTable } from '../health/statusTable.ts';
import { usageOf } from '../setup/usage.js';

/** `npm run status`: what /health says, as a table. @returns exit code @throws StartError when the API does not answer */
export async function run(args: string[]): Promise<number> {
  const { url, key, watch } = readArguments(args);
  const { columns = 100, isTTY } = process.stdout;
  const options = {
    width: Math.min(columns, 100),
    color: isTTY === true && !process.env.NO_COLOR,
  };
  const show = async (): Promise<string> => statusTable(await readHealth(url, key), options).join('\n');
  if (!watch) {
    console.log(await show());
    return 0;
  }
  for (;;) {
    const text = await show().catch((error: unknown) => {
      if (error instanceof StartError) return error.message;
      throw error;
    });
    const clear = isTTY ? '\x1b[H\x1b[2J' : '';
    console.log(`${clear}${text}`);
    await setTimeout(1000);
  }
}

/** The arguments; what is not given comes from CONFIG.json. */
function readArguments(args: string[]): { url: string; key: string | undefined; watch: boolean } {
  const { url, key, watch } = parse(args);
  if (url !== undefined) {
    if (URL.canParse(url) && url.startsWith('http')) return { url, key, watch };
    throw new StartError(`"${url}" is no URL; ${usageOf('status')}`);
  }
  const api = configuredApi();
  return { url: apiUrl(api, api.port), key: key ?? api.accessKeys[0], watch };
}

/** Where the API should be. If CONFIG.json cannot be used just now, the defaults are tried, so that the API's health can still be seen. */
function configuredApi(): Config['api'] {
  try {
    return loadConfig().config.api;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    return parseConfig(JSON.stringify({ pairs: ['btcusdt'] }), 'CONFIG.json', process.env).api;
  }
}

function parse(args: string[]) {
  const options = {
    url: { type: 'string' },
    key: { type: 'string' },
    watch: { type: 'boolean', default: false },
  } as const;
  return parseOptions('status', args, options).values;
}
