import { findStaleFolders } from './lock-check.mjs';

describe('findStaleFolders', () => {
  const packages = {
    '': { devDependencies: { jest: '30.5.2' } },
    'packages/server': { dependencies: { express: '5.3.0' } },
    'packages/protocol': {},
    'node_modules/express': { version: '5.3.0', dependencies: { accepts: '^2.0.0' } },
  };
  /** @type {Record<string, object>} */
  const manifests = {
    '': { name: 'lampfield', devDependencies: { jest: '30.5.2' } },
    'packages/server': { name: 'server', dependencies: { express: '5.3.0' } },
    'packages/protocol': { name: 'protocol', dependencies: {} },
  };

  it('finds none where all say the same', () => {
    expect(findStaleFolders(packages, (folder) => ({ ...manifests[folder] }))).toEqual([]);
  });

  it('finds a folder that is gone', () => {
    expect(findStaleFolders(packages, (folder) => (folder === 'packages/server' ? undefined : { ...manifests[folder] }))).toEqual(
      ['packages/server'],
    );
  });

  it.each([
    ['another version', { dependencies: { express: '5.2.0' } }],
    ['a further package', { dependencies: { express: '5.3.0', pino: '10.4.0' } }],
    ['no package any more', {}],
    ['the package in another section', { devDependencies: { express: '5.3.0' } }],
  ])('finds the folder that asks for %s', (_what, manifest) => {
    expect(
      findStaleFolders(packages, (folder) => ({ ...(folder === 'packages/server' ? manifest : manifests[folder]) })),
    ).toEqual(['packages/server']);
  });
});
