// A read of a global name costs 0.2 µs in the sandbox of a test, and a hash makes a dozen of them. These names each module gets as arguments:
// those that are read most, since each takes time with every module. Never what fake timers and tests replace (Date, timers, console), or what
// modules declare under the same name (process, Buffer).
const fastGlobals = 'Array BigInt Error JSON Map Math Number Object Promise Set String Symbol'.split(' ');

const base = {
  testEnvironment: 'node',
  transform: {
    '^.+\\.(ts|js|mjs)$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  // The packages of the web page are modules for browsers, those that write Parquet modules for everybody.
  transformIgnorePatterns: ['/node_modules/(?!(preact|hyparquet|hyparquet-writer)/)'],
  sandboxInjectedGlobals: fastGlobals,
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/data/'],
};

/** @type {import('jest').Config} */
export default {
  // Many wait more than they work. No test is to depend on how busy the others keep the machine.
  maxWorkers: 5,
  // Of the tests of one file that run side by side, each with processes' worth of collectors.
  maxConcurrency: 3,
  testSequencer: '<rootDir>/scripts/testing/longestFirst.js',
  testTimeout: 240_000,
  projects: [
    { ...base, displayName: 'unit', testMatch: ['<rootDir>/tests/unit/**/*.test.ts'] },
    { ...base, displayName: 'integration', testMatch: ['<rootDir>/tests/integration/**/*.test.ts'] },
    { ...base, displayName: 'e2e', testMatch: ['<rootDir>/tests/e2e/**/*.test.ts'] },
    { ...base, displayName: 'live', testMatch: ['<rootDir>/tests/live/**/*.test.ts'] },
  ],
};
