import { findLicence, findUnlicensed, isAllowed } from './licence-check.mjs';

test.each([
  ['MIT', true],
  ['GPL-3.0-only', false],
  ['(MIT OR GPL-3.0-only)', true],
  ['GPL-3.0-only OR AGPL-3.0-only', false],
  ['Apache-2.0 AND MIT', true],
  ['Apache-2.0 AND GPL-2.0-only', false],
  ['SEE LICENSE IN LICENSE.md', false],
])('%s may be used: %s', (expression, expected) => {
  expect(isAllowed(expression, ['MIT', 'Apache-2.0'])).toBe(expected);
});

test.each([
  [{ license: 'MIT' }, 'MIT'],
  [{ license: { type: 'MIT', url: 'x' } }, 'MIT'],
  [{ licenses: [{ type: 'MIT' }, { type: 'Apache-2.0' }] }, 'MIT OR Apache-2.0'],
  [{}, undefined],
  [undefined, undefined],
])('%j names %s', (manifest, expected) => {
  expect(findLicence(manifest)).toBe(expected);
});

test('what may be used to build may not all be shipped, and what is not installed here is judged with its package', () => {
  const packages = {
    '': { license: 'UNLICENSED' },
    'packages/server': {},
    'node_modules/@lampfield/server': { link: true },
    'node_modules/data': { license: 'CC-BY-4.0', dev: true },
    'node_modules/shipped': { license: 'CC-BY-4.0' },
    'node_modules/old': {},
    'node_modules/nothing': {},
    'node_modules/binary-for-others': { optional: true },
    'node_modules/a/node_modules/copyleft': { license: 'AGPL-3.0-only', dev: true },
  };
  /** @type {Record<string, { licenses?: unknown }>} */
  const manifests = { 'node_modules/old': { licenses: [{ type: 'MIT' }] }, 'node_modules/nothing': {} };
  expect(findUnlicensed(packages, (folder) => manifests[folder])).toEqual([
    'node_modules/shipped: CC-BY-4.0',
    'node_modules/nothing: none named',
    'node_modules/a/node_modules/copyleft: AGPL-3.0-only',
  ]);
});
