import { run } from '../../../scripts/commands/export.ts';
import { startTimer } from '../timer.ts';

/** `npm run export` without the set-up, in a process of its own. Prints at the end what it has taken. */

const tell = startTimer();
const code = await run(process.argv.slice(2));
tell();
process.exit(code);
