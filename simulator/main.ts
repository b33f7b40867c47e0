import { createSimulator, type Simulator } from './createSimulator.ts';
import { readArguments, USAGE } from './readArguments.ts';
import { SimulatorError } from './simulatorError.ts';

/** Closes on the first signal, and when the process that started this one is gone; a second signal ends at once. */
function closeOnSignal(simulator: Simulator): void {
  let closing = false;
  const close = (): void => {
    if (closing) process.exit(1);
    closing = true;
    simulator.close().then(() => process.exit(0));
  };
  process.on('SIGTERM', close);
  process.on('SIGINT', close);
  process.on('disconnect', close);
}

async function main(): Promise<void> {
  const options = readArguments(process.argv.slice(2));
  if (options.help) {
    console.log(USAGE);
    return;
  }
  const simulator = await createSimulator({ ...options, log: (line) => console.log(line) });
  closeOnSignal(simulator);
  console.log(`simulator: Binance spot API at ${simulator.url}, control at ${simulator.controlUrl}`);
  process.send?.('ready');
}

main().catch((error: unknown) => {
  const message =
    error instanceof SimulatorError ? error.message : error instanceof Error ? error.stack : String(error);
  console.error(`simulator: ${message}`);
  process.exit(1);
});
