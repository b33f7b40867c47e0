import { run } from '../../../scripts/commands/export.ts';

/** `npm run export` without the set-up, in a process of its own, whose memory is looked at. */
process.exit(await run(process.argv.slice(2)));
