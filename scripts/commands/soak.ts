import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { openWorlds } from '../../rig/openWorlds.ts';
import { awaitFresh } from '../../rig/recovery.ts';
import { measure } from '../../rig/soak/measure.ts';
import { soakReport } from '../../rig/soak/soakReport.ts';
import { parseOptions, refused, wholeIn } from '../arguments/parseOptions.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const transports = ['poll', 'stream', 'auto'] as const;
/** A week, and more weight than any exchange allows in a minute. */
const MOST = { minutes: 10_080, pairs: 999, contracts: 999, foreign: 100_000 } as const;

/**
 * `npm run soak`: lets everything run without a fault, and prints what it needed and which rows are missing. @returns exit code: 1 when a
 * figure misses its target
 * @throws StartError
 */
export async function run(args: string[]): Promise<number> {
  const { minutes, pairs, contracts, foreign, mode, transport, 'hour-turn': hasTurn } = readArguments(args);
  const log = (line: string): void => console.log(line);
  const probe = pathToFileURL(path.resolve('dist/rig/soak/probe.js')).href;
  const world = await openWorlds().open({
    pairs,
    contracts,
    ...(transport !== undefined && { transport }),
    config: mode === 'auto' ? {} : { klines: { mode } },
    clockOffset: hasTurn ? offsetToTurn(Date.now(), minutes) : 0,
    nodeArgs: ['--expose-gc', '--import', probe],
  });
  try {
    await awaitFresh(world);
    const { lines, isRed } = soakReport(
      await measure(world, {
        minutes,
        foreign,
        log: (line) => process.stderr.write(`${line}\n`),
      }),
    );
    for (const line of lines) log(line);
    return isRed ? 1 : 0;
  } finally {
    await world.close();
  }
}

/** How far (ms) the exchange's clock has to be ahead for the hour to turn in the middle of a run that begins now. */
export function offsetToTurn(now: number, minutes: number): number {
  const middle = now + (minutes * MINUTE) / 2;
  return Math.ceil(middle / HOUR) * HOUR - middle;
}

function readArguments(args: string[]) {
  const options = {
    minutes: { type: 'string', default: '30' },
    pairs: { type: 'string', default: '3' },
    contracts: { type: 'string', default: '0' },
    foreign: { type: 'string', default: '0' },
    mode: { type: 'string', default: 'auto' },
    transport: { type: 'string' },
    'hour-turn': { type: 'boolean', default: false },
  } as const;
  const { values } = parseOptions('soak', args, options);
  const whole = (name: keyof typeof MOST): number => wholeIn('soak', name, values[name], 0, MOST[name]);
  const transport = transports.find((name) => name === values.transport);
  if (values.transport !== undefined && transport === undefined)
    throw refused('soak', `--transport must be one of ${transports.join(', ')}`);
  return {
    ...values,
    transport,
    ...{ minutes: whole('minutes'), pairs: whole('pairs') },
    ...{ contracts: whole('contracts'), foreign: whole('foreign') },
  };
}
