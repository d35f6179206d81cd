const { lampfieldNodeProject } = require('../../jest.preset.cjs');

module.exports = lampfieldNodeProject(__dirname, 'jtapi-bridge');
