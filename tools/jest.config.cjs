const { lampfieldNodeProject } = require('../jest.preset.cjs');

module.exports = {
  ...lampfieldNodeProject(__dirname, 'tools'),
  testMatch: ['<rootDir>/{commands,lint}/**/*.spec.mjs'],
};
