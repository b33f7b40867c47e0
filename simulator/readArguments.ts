import { parseArgs } from 'node:util';
import { SimulatorError } from './simulatorError.ts';
import { USAGE } from './usage.js';

/** Reads the command line; throws SimulatorError with one line that names the argument. */
export function readArguments(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: '9100' },
        'control-port': { type: 'string' },
        host: { type: 'string', default: '127.0.0.1' },
        replay: { type: 'string', multiple: true, default: [] },
        'replay-usdm': { type: 'string', multiple: true, default: [] },
        frames: { type: 'string', multiple: true, default: [] },
        'frames-usdm': { type: 'string', multiple: true, default: [] },
        seed: { type: 'string', default: 'binance-collector' },
        pairs: { type: 'string', default: '0' },
        listed: { type: 'string', default: '0' },
        perpetuals: { type: 'string', default: '0' },
        'clock-offset': { type: 'string', default: '0' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const port = readPort('--port', values.port);
    const next = port === 0 || port === 65_535 ? 0 : port + 1;
    const controlPort =
      values['control-port'] === undefined ? next : readPort('--control-port', values['control-port']);
    if (port !== 0 && port === controlPort) throw new SimulatorError('--port and --control-port must differ');
    const clockOffset = Number(values['clock-offset']);
    if (!Number.isInteger(clockOffset)) throw new SimulatorError('--clock-offset must be a whole number of ms');
    const usdm = { perpetuals: readCount('--perpetuals', values.perpetuals, 999) };
    const spotPairs = readCount('--pairs', values.pairs, 999);
    const listed = readCount('--listed', values.listed, 9999);
    const [replayUsdm, framesUsdm] = [values['replay-usdm'], values['frames-usdm']];
    return { ...values, usdm, spotPairs, listed, replayUsdm, framesUsdm, port, controlPort, clockOffset };
  } catch (error) {
    if (error instanceof SimulatorError) throw error;
    throw new SimulatorError(`${error instanceof Error ? error.message : error} (${USAGE})`);
  }
}

function readCount(name: string, value: string, most: number): number {
  if (!/^\d{1,4}$/.test(value) || Number(value) > most)
    throw new SimulatorError(`${name} must be a whole number up to ${most}`);
  return Number(value);
}

function readPort(name: string, value: string): number {
  const port = Number(value);
  if (!/^\d+$/.test(value) || port > 65_535) throw new SimulatorError(`${name} "${value}" is no port; give 0 to 65535`);
  return port;
}
