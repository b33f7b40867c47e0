import { run } from '../../../../scripts/commands/backfill.ts';

/** `npm run backfill` without the set-up: what scripts/run.js does with an error that is expected. */
run(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    const isExpected =
      error instanceof Error && ['StartError', 'StepError', 'ConfigError'].includes(error.constructor.name);
    console.error(isExpected ? error.message : error);
    process.exit(isExpected ? 1 : 70);
  },
);
