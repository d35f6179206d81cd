const { createCjsPreset } = require('jest-preset-angular/presets');
const { sourcesOfPackages } = require('../../jest.preset.cjs');

module.exports = {
  ...createCjsPreset(),
  displayName: 'web-attendant',
  rootDir: __dirname,
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
  setupFilesAfterEnv: ['<rootDir>/setup-jest.ts'],
  moduleNameMapper: sourcesOfPackages,
};
