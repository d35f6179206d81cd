import fastSpecs from './fast-specs.cjs';
import realSpecs from './real-specs.cjs';

describe('the two passes', () => {
  const specs = [
    '/repo/packages/server/src/core/ages.spec.ts',
    '/repo/packages/server/src/directories/ldap/search.server.spec.ts',
    '/repo/apps/web-attendant-e2e/src/sign-in.spec.ts',
    '/repo/apps/web-attendant/src/app/row.spec.ts',
  ];

  it('run every spec once', async () => {
    const [fast, real] = [await fastSpecs(specs), await realSpecs(specs)];
    expect([...fast.filtered, ...real.filtered].toSorted()).toEqual(specs.toSorted());
    expect(real.filtered).toEqual([specs[1], specs[2]]);
  });
});
