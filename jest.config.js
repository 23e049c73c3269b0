/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'es6' } },
    ],
  },
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/tests/rig/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.data/', '<rootDir>/tests/load/peers/'],
  globalSetup: '<rootDir>/tests/support/global-setup.js',
  testTimeout: 90_000,
  maxWorkers: '100%',
  // Modules of finished files stay in memory: a worker that has too many is replaced.
  workerIdleMemoryLimit: '1GB',
}
