import { missingOf } from './test-server-packages.mjs';

describe('missingOf', () => {
  const status = 'slapd installed\nprosody config-files\nejabberd not-installed\n';

  it('finds what was never heard of, removed, or never installed', () => {
    expect(missingOf(status, ['slapd', 'prosody', 'ejabberd', 'chromium'])).toEqual(['prosody', 'ejabberd', 'chromium']);
  });

  it('finds everything missing where there is no dpkg', () => {
    expect(missingOf('', ['slapd'])).toEqual(['slapd']);
  });
});
