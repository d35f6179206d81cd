const { createCjsPreset } = require('jest-preset-angular/presets');
const { sourcesOfPackages } = require('../../jest.preset.cjs');

module.exports = {
  ...createCjsPreset(),
  displayName: 'client-presence',
  rootDir: __dirname,
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
  setupFilesAfterEnv: ['<rootDir>/setup-jest.ts'],
  // Published as ES modules only.
  transformIgnorePatterns: ['/node_modules/(?!(.*\\.mjs$|fast-check/|pure-rand/))'],
  moduleNameMapper: sourcesOfPackages,
};
