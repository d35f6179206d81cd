import { fillPackages, findMissing, platformOf } from './fill-lock.mjs';

const locked = {
  '': {},
  'node_modules/parser': {
    version: '1.0.0',
    dev: true,
    optionalDependencies: { '@parser/linux-arm-musleabihf': '1.0.0', '@parser/linux-x64-gnu': '1.0.0', nested: '2.0.0' },
  },
  'node_modules/@parser/linux-x64-gnu': { version: '1.0.0', optional: true },
  'node_modules/parser/node_modules/nested': { version: '2.0.0', optional: true },
};

describe('findMissing', () => {
  it('finds the optional dependency that is listed nowhere on the way up', () => {
    expect(findMissing(locked)).toEqual([{ name: '@parser/linux-arm-musleabihf', version: '1.0.0', isDev: true }]);
  });

  it('finds what a workspace lacks', () => {
    expect(findMissing({ 'packages/server': { optionalDependencies: { pinned: '1.0.0' } } })).toHaveLength(1);
  });
});

describe('fillPackages', () => {
  it('adds an entry that npm takes for one of another platform, where npm would put it', () => {
    const filled = fillPackages(locked);
    expect(filled['node_modules/@parser/linux-arm-musleabihf']).toEqual({
      version: '1.0.0',
      cpu: ['arm'],
      dev: true,
      libc: ['musl'],
      optional: true,
      os: ['linux'],
    });
    expect(Object.keys(filled)).toEqual([
      '',
      'node_modules/@parser/linux-arm-musleabihf',
      'node_modules/@parser/linux-x64-gnu',
      'node_modules/parser',
      'node_modules/parser/node_modules/nested',
    ]);
  });

  it('leaves nothing missing and what was there as it was', () => {
    const filled = fillPackages(locked);
    expect(findMissing(filled)).toEqual([]);
    expect(filled).toMatchObject(locked);
  });

  it('refuses to guess a version', () => {
    expect(() => fillPackages({ 'node_modules/a': { optionalDependencies: { b: '^1.0.0' } } })).toThrow('b@^1.0.0');
  });
});

describe('platformOf', () => {
  it.each([
    ['@oxc-parser/binding-linux-riscv64-gnu', { os: ['linux'], cpu: ['riscv64'], libc: ['glibc'] }],
    ['@swc/core-win32-arm64-msvc', { os: ['win32'], cpu: ['arm64'] }],
    ['@unrs/resolver-binding-android-arm-eabi', { os: ['android'], cpu: ['arm'] }],
    ['@oxc-parser/binding-wasm32-wasi', { cpu: ['wasm32'] }],
  ])('%s', (name, platform) => {
    expect(platformOf(name)).toEqual(platform);
  });
});
