const base = {
  testEnvironment: 'node',
  transform: {
    '^.+\\.(ts|js)$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/data/'],
};

/** @type {import('jest').Config} */
export default {
  // Many wait more than they work. No test is to depend on how busy the others keep the machine.
  maxWorkers: 4,
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
