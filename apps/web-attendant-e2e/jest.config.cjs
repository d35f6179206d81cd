const { lampfieldNodeProject } = require('../../jest.preset.cjs');

module.exports = lampfieldNodeProject(__dirname, 'web-attendant-e2e');
