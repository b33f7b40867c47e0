import { run } from '../../../../scripts/commands/compare.ts';

/** `npm run compare` without the set-up and the build: ends with its exit code, and says what it cannot do as that does. */
run(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    const isExpected =
      error instanceof Error && ['StartError', 'StepError', 'ConfigError'].includes(error.constructor.name);
    console.error(isExpected ? error.message : error);
    process.exit(1);
  },
);
