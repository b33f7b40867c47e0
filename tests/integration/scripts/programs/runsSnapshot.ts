import { StartError } from '../../../../runtime/errors.ts';
import { run } from '../../../../scripts/commands/snapshot.ts';

/** `npm run snapshot` as `scripts/run.js` calls it, without the set-up. */
run(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: Error) => {
    console.error(error instanceof StartError ? error.message : error.stack);
    process.exit(1);
  },
);
