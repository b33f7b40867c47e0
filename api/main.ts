import { CollectorError } from '../config/errors.ts';
import { startApi } from './start.ts';

/** A terminal's Ctrl-C reaches a process twice when a package manager passes it on; a second one after this is meant. */
const SAME_SIGNAL_MS = 1_000;

/** One line for what an operator can mend; a stack only for a defect of ours. */
function die(error: unknown): never {
  const line = error instanceof CollectorError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`api: ${line}\n`);
  process.exit(1);
}

async function main(): Promise<void> {
  // PM2 numbers the processes of a cluster.
  const instance = Number(process.env.NODE_APP_INSTANCE ?? 0) || 0;
  const api = await startApi({ env: process.env, instance, onFatal: die });

  let stoppingSince: number | undefined;
  const stop = () => {
    if (stoppingSince !== undefined) {
      if (performance.now() - stoppingSince > SAME_SIGNAL_MS) process.exit(1);
      return;
    }
    stoppingSince = performance.now();
    api.stop().then(() => process.exit(0), die);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.send?.('ready');
}

main().catch(die);
