import { isSameInstall } from './installed-packages.mjs';

const locked = {
  '': {},
  'packages/protocol': { version: '0.1.0' },
  'node_modules/@lampfield/protocol': { resolved: 'packages/protocol', link: true },
  'node_modules/express': { version: '5.3.0', integrity: 'sha512-a' },
  'node_modules/binary-darwin': { version: '1.0.0', optional: true },
};
const { '': _root, 'node_modules/binary-darwin': _otherPlatform, ...installed } = locked;

describe('isSameInstall', () => {
  it('accepts an install without what is optional', () => {
    expect(isSameInstall(locked, installed)).toBe(true);
  });

  it('notices a package that is not installed', () => {
    const { 'node_modules/express': _express, ...others } = installed;
    expect(isSameInstall(locked, others)).toBe(false);
  });

  it('notices another version, and another content under the same version', () => {
    expect(isSameInstall(locked, { ...installed, 'node_modules/express': { version: '5.2.0', integrity: 'sha512-a' } })).toBe(
      false,
    );
    expect(isSameInstall(locked, { ...installed, 'node_modules/express': { version: '5.3.0', integrity: 'sha512-b' } })).toBe(
      false,
    );
  });

  it('notices an optional package of another version', () => {
    expect(isSameInstall(locked, { ...installed, 'node_modules/binary-darwin': { version: '0.9.0' } })).toBe(false);
  });

  it('notices what should no longer be there', () => {
    expect(isSameInstall(locked, { ...installed, 'node_modules/left': { version: '1.0.0' } })).toBe(false);
  });

  it('notices a package where a link to a workspace should be', () => {
    expect(isSameInstall(locked, { ...installed, 'node_modules/@lampfield/protocol': { version: '0.1.0' } })).toBe(false);
  });
});
