import { REPLICA_TROUBLES } from '../replica-trouble.ts';
import { findExitCode } from './exit-codes.ts';

const AT_FIRST = { once: false, wasReady: false };
const LATER = { once: false, wasReady: true };
const ONCE = { once: true, wasReady: false };

describe('findExitCode', () => {
  it.each([
    ['STARTING', undefined, undefined],
    ['NO_ERLANG', 70, 70],
    ['NO_COOKIE', 77, 77],
    ['UNREACHABLE', undefined, 69],
    ['REFUSED', 77, 77],
    ['NAME_TAKEN', undefined, 69],
    ['OTHER_TABLE', 78, 78],
    ['JOIN_FAILED', undefined, 69],
    ['LOST', undefined, 69],
    ['CHILD_ENDED', undefined, 69],
  ] as const)('ends at first for %s with %s, and with %s where one list is wanted', (code, atFirst, once) => {
    expect(findExitCode(code, AT_FIRST)).toBe(atFirst);
    expect(findExitCode(code, ONCE)).toBe(once);
  });

  it.each(REPLICA_TROUBLES)('goes on for %s once it has worked', (code) => {
    expect(findExitCode(code, LATER)).toBeUndefined();
  });
});
