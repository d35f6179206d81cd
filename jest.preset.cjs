/**
 * What every Jest project of the repository shares. Packages are resolved to their sources, so tests need no build; swc only strips
 * types, `npm run check` is what checks them.
 */
const path = require('node:path');

/** Published as ES modules only, while Jest runs CommonJS: these go through the transformer. */
const ESM_ONLY = [
  '@xmpp',
  'ltx',
  'sasl-[^/]+',
  'saslmechanisms',
  'ldapts',
  'cookie',
  'openid-client',
  'oauth4webapi',
  'jose',
  'fast-check',
  'pure-rand',
  'strict-event-emitter-types',
  'uuid',
];

const transformer = [
  require.resolve('@swc/jest'),
  { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'commonjs' } },
];

const sourcesOfPackages = {
  '^@lampfield/(protocol|ejabberd-replica|jtapi-bridge|supervised-child|server|client-presence)$': path.join(
    __dirname,
    'packages/$1/src/index.ts',
  ),
  '^@lampfield/server/presence$': path.join(__dirname, 'packages/server/src/presence/index.ts'),
  '^@lampfield/(server|client-presence)/testing$': path.join(__dirname, 'packages/$1/src/testing/index.ts'),
  '^@lampfield/test-servers$': path.join(__dirname, 'tools/test-servers/src/index.ts'),
};

module.exports = {
  lampfieldNodeProject: (rootDir, displayName) => ({
    displayName,
    rootDir,
    testEnvironment: 'node',
    testMatch: ['<rootDir>/src/**/*.spec.ts'],
    transform: { '^.+\\.[cm]?[tj]s$': transformer },
    transformIgnorePatterns: [`/node_modules/(?!(${ESM_ONLY.join('|')})(/|$))`],
    moduleNameMapper: sourcesOfPackages,
  }),
  sourcesOfPackages,
};
