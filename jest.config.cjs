const { availableParallelism } = require('node:os');
const { existsSync } = require('node:fs');
const path = require('node:path');

const PROJECTS = [
  'packages/jtapi-bridge',
  'packages/supervised-child',
  'packages/protocol',
  'packages/ejabberd-replica',
  'packages/server',
  'packages/client-presence',
  'apps/server',
  'apps/web-attendant',
  'apps/web-attendant-e2e',
  'tools/test-servers',
  'tools/bench',
  'tools/simulate',
  'tools',
];

/** Set by `npm test`, which adds up several runs. */
const countReporter = process.env.TEST_COUNTS_FILE ? ['<rootDir>/tools/commands/count-reporter.cjs'] : [];

module.exports = {
  reporters: ['default', ...countReporter],
  // What ends a test that hangs. Slowness fails none: a machine that does other things besides may take ten times as long.
  testTimeout: 60_000,
  maxWorkers: Math.max(2, availableParallelism() - 1),
  projects: PROJECTS.filter((project) => existsSync(path.join(__dirname, project, 'jest.config.cjs'))).map(
    (project) => `<rootDir>/${project}`,
  ),
};
