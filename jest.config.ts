/** @jest-config-loader esbuild-register */
import { availableParallelism } from 'node:os';
import type { Config } from 'jest';

const transform: Config['transform'] = {
  '\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'es6' } }],
};

/** The page of the report. */
const markup: Config['transform'] = {
  '\\.tsx$': [
    '@swc/jest',
    {
      jsc: {
        parser: { syntax: 'typescript', tsx: true },
        transform: { react: { runtime: 'automatic', importSource: 'preact' } },
        target: 'es2023',
      },
      module: { type: 'es6' },
    },
  ],
};

/**
 * Tests run as ESM. json-schema-ref-parser is ESM-only and is converted to CommonJS, because a CommonJS package
 * requires it.
 */
const proof: Config = {
  globalSetup: '<rootDir>/tests/own-environment.ts',
  globalTeardown: '<rootDir>/tests/own-environment-removed.ts',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: {
    ...transform,
    ...markup,
    '/node_modules/@apidevtools/json-schema-ref-parser/.+\\.js$': [
      '@swc/jest',
      { jsc: { target: 'es2023' }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: ['/node_modules/(?!@apidevtools/json-schema-ref-parser/)'],
};

const config: Config = {
  // Many tests wait for processes, so more workers than cores are faster.
  maxWorkers: Math.ceil(1.5 * availableParallelism()),
  testTimeout: 600_000,
  projects: [
    {
      displayName: 'contract',
      roots: ['<rootDir>/tests/contract'],
      testMatch: ['**/*.contract.ts'],
      transform,
      globalSetup: '<rootDir>/tests/contract/setup.ts',
      globalTeardown: '<rootDir>/tests/contract/teardown.ts',
      testEnvironment: '<rootDir>/tests/contract/environment.ts',
    },
    { ...proof, displayName: 'unit', roots: ['<rootDir>/tests/unit'], testMatch: ['**/*.test.ts'] },
    { ...proof, displayName: 'self', roots: ['<rootDir>/tests/self'], testMatch: ['**/*.test.ts'] },
    { ...proof, displayName: 'browser', roots: ['<rootDir>/tests/browser'], testMatch: ['**/*.test.ts'] },
  ],
};

export default config;
