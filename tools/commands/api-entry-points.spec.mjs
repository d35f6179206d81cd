import { entryPointsOf } from './api-entry-points.mjs';

describe('entryPointsOf', () => {
  it('names the report of each entry point for the package and the subpath', () => {
    const exported = { '.': { types: './dist/index.d.ts' }, './testing': { types: './dist/testing/index.d.ts' } };
    expect(entryPointsOf('packages/server', exported)).toEqual([
      { report: 'server', packageFolder: 'packages/server', declarations: 'packages/server/dist/index.d.ts' },
      { report: 'server-testing', packageFolder: 'packages/server', declarations: 'packages/server/dist/testing/index.d.ts' },
    ]);
  });

  it('leaves out what is not published', () => {
    expect(entryPointsOf('packages/client', { './testing': {} })).toEqual([]);
  });
});
