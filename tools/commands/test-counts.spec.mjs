import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { countsOfRun, isGreen, sumCounts, summaryLine } from './test-counts.mjs';

describe('countsOfRun', () => {
  /** @type {string} */
  let folder;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'counts-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  /** @param {object} counts @param {number} exitCode */
  const countsWith = (counts, exitCode) => {
    const file = path.join(folder, 'counts.json');
    writeFileSync(file, JSON.stringify(counts));
    return countsOfRun(file, exitCode);
  };

  it('takes the counts of a run that ended as it says', () => {
    expect(countsWith({ passed: 3, failed: 0, skipped: 1 }, 0)).toEqual({ passed: 3, failed: 0, skipped: 1 });
    expect(countsWith({ passed: 3, failed: 2, skipped: 1 }, 1)).toEqual({ passed: 3, failed: 2, skipped: 1 });
  });

  it('counts a bad end without a failed test as one failure', () => {
    expect(countsWith({ passed: 3, failed: 0, skipped: 1 }, 1)).toEqual({ passed: 3, failed: 1, skipped: 1 });
  });

  it('counts a crash as one failure, and a run that found no tests as nothing', () => {
    expect(countsOfRun(path.join(folder, 'absent'), 139)).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(countsOfRun(path.join(folder, 'absent'), 0)).toEqual({ passed: 0, failed: 0, skipped: 0 });
  });
});

describe('the sum of all runs', () => {
  it('is one line', () => {
    const sum = sumCounts([
      { passed: 1, failed: 0, skipped: 2 },
      { passed: 10, failed: 1, skipped: 20 },
    ]);
    expect(summaryLine(sum)).toBe('11 passed, 1 failed, 22 skipped');
  });

  it.each([
    [{ passed: 1, failed: 0, skipped: 0 }, true],
    [{ passed: 1, failed: 0, skipped: 9 }, true],
    [{ passed: 9, failed: 1, skipped: 0 }, false],
    [{ passed: 0, failed: 0, skipped: 9 }, false],
    [{ passed: 0, failed: 0, skipped: 0 }, false],
  ])('%j is green: %s', (counts, expected) => {
    expect(isGreen(counts)).toBe(expected);
  });
});
