const { lampfieldNodeProject } = require('../../jest.preset.cjs');

/** Angular and NgRx are published as ES modules only. They run in Node as they are: nothing of the client needs a browser but what a world gives it. */
const FRAMEWORKS = '@angular|@ngrx';

const project = lampfieldNodeProject(__dirname, 'simulate');

module.exports = {
  ...project,
  // What Angular and NgRx publish is compiled halfway; this does the rest when it is loaded.
  setupFiles: ['@angular/compiler'],
  moduleFileExtensions: ['ts', 'mjs', 'js', 'cjs', 'json', 'node'],
  transformIgnorePatterns: project.transformIgnorePatterns.map((pattern) => pattern.replace('(?!(', `(?!(${FRAMEWORKS}|`)),
};
