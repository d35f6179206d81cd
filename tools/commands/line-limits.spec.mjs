import { findExcess } from './line-limits.mjs';

describe('findExcess', () => {
  it.each([
    ['a.ts', 400, undefined],
    ['a.ts', 401, 'a.ts: 401 lines, at most 400 are allowed'],
    ['a.spec.ts', 500, undefined],
    ['a.spec.ts', 501, 'a.spec.ts: 501 lines, at most 500 are allowed'],
  ])('%s of %d lines', (file, lines, excess) => {
    expect(findExcess(file, 'x\n'.repeat(lines))).toBe(excess);
  });
});
