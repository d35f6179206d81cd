import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findStamp, saveStamp, stampOutput, stampSources } from './build-stamp.mjs';

/** @type {string} */
let root;

/** @param {string} file @param {string} text */
function write(file, text) {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
  // The same whenever the test runs, so that only what a test changes makes a difference.
  utimesSync(path.join(root, file), 1000, 1000);
}

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'stamp-'));
  for (const file of ['nx.json', 'package-lock.json', 'tsconfig.base.json']) write(file, '{}');
  write('packages/protocol/src/index.ts', 'export {};');
  write('packages/protocol/dist/index.js', 'export {};');
  write('apps/server/src/main.ts', 'export {};');
});

afterEach(() => rmSync(root, { recursive: true }));

describe('stampSources', () => {
  it.each([
    ['an edit', () => write('packages/protocol/src/index.ts', 'export { };')],
    ['an edit of the same length', () => utimesSync(path.join(root, 'packages/protocol/src/index.ts'), 2000, 2000)],
    ['a new file', () => write('apps/server/src/more.ts', '')],
    ['a deleted file', () => rmSync(path.join(root, 'apps/server/src/main.ts'))],
    ['another lock', () => write('package-lock.json', '{ }')],
  ])('changes with %s', (_what, change) => {
    const before = stampSources(root);
    change();
    expect(stampSources(root)).not.toBe(before);
  });

  it.each([
    ['a spec', () => write('packages/protocol/src/index.spec.ts', '')],
    ['what was built', () => write('packages/protocol/dist/index.js', '')],
    ['an installed package', () => write('packages/protocol/node_modules/a/index.js', '')],
  ])('does not change with %s', (_what, change) => {
    const before = stampSources(root);
    change();
    expect(stampSources(root)).toBe(before);
  });
});

describe('stampOutput', () => {
  it('changes when something built is gone, and not with the sources', () => {
    const before = stampOutput(root);
    write('packages/protocol/src/index.ts', '');
    expect(stampOutput(root)).toBe(before);
    rmSync(path.join(root, 'packages/protocol/dist/index.js'));
    expect(stampOutput(root)).not.toBe(before);
  });
});

describe('findStamp', () => {
  it('finds what was saved, and nothing before', () => {
    const file = path.join(root, 'node_modules/.lampfield/stamp');
    expect(findStamp(file)).toBeUndefined();
    saveStamp(file, 'abc');
    expect(findStamp(file)).toBe('abc');
  });
});
