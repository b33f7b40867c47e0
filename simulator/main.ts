import { onSignals } from '../runtime/onSignals.ts';
import { createSimulator, type Simulator } from './createSimulator.ts';
import { readArguments } from './readArguments.ts';
import { SimulatorError } from './simulatorError.ts';
import { HELP } from './usage.js';

/** npm passes a terminal's Ctrl-C on, so that it arrives twice: within this time it counts as one. */
const sameSignalMs = 1000;

/** Closes on the first signal, and when the process that started this one is gone; a second signal ends at once. */
function closeOnSignal(simulator: Simulator): void {
  const close = (): void => void simulator.close().then(() => process.exit(0));
  onSignals({ windowMs: sameSignalMs, first: close, second: () => process.exit(1) });
  process.on('disconnect', close);
}

async function main(): Promise<void> {
  const options = readArguments(process.argv.slice(2));
  if (options.help) {
    console.log(HELP);
    return;
  }
  const simulator = await createSimulator({ ...options, log: (line) => console.log(line) });
  closeOnSignal(simulator);
  console.log(
    `simulator: Binance spot and USD-M API at ${simulator.url}, streams of spot at ${simulator.streamUrl}, of USD-M at ${simulator.usdmStreamUrl}, control at ${simulator.controlUrl}`,
  );
  process.send?.('ready');
}

main().catch((error: unknown) => {
  const message =
    error instanceof SimulatorError ? error.message : error instanceof Error ? error.stack : String(error);
  console.error(`simulator: ${message}`);
  process.exit(1);
});
