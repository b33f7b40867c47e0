import { closeSync, openSync } from 'node:fs';
import { loadConfig } from '../../../../config/load.ts';
import { watchConfig } from '../../../../config/watch.ts';

/**
 * Watches the file that CONFIG_FILE names and prints what the watch logs. A line `exhaust` on stdin opens files until none is left for
 * it; `release` closes them; `status` prints the status.
 */
const held: number[] = [];
const print = (level: string) => (message: string) => console.log(`${level} ${message}`);
const log = { info: print('info'), warn: print('warn'), error: print('error') };
const watch = watchConfig({ loaded: loadConfig(), onChange: () => undefined, log, everyMs: 20 });

function exhaust(): void {
  try {
    for (;;) held.push(openSync('/dev/null', 'r'));
  } catch {
    console.log('exhausted');
  }
}

process.on('message', (command) => {
  if (command === 'exhaust') exhaust();
  else if (command === 'release') for (const descriptor of held.splice(0)) closeSync(descriptor);
  else console.log(`status ${JSON.stringify(watch.status())}`);
});
process.send?.('ready');
