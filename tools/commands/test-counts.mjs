import { readFileSync } from 'node:fs';

/** @typedef {{ passed: number, failed: number, skipped: number }} TestCounts */

/** @type {TestCounts} */
export const NO_TESTS = { passed: 0, failed: 0, skipped: 0 };

/** Something that is not a test went wrong. @type {TestCounts} */
export const ONE_FAILURE = { ...NO_TESTS, failed: 1 };

/** @param {TestCounts[]} all @returns {TestCounts} */
export function sumCounts(all) {
  const sumOf = (/** @type {keyof TestCounts} */ key) => all.reduce((sum, counts) => sum + counts[key], 0);
  return { passed: sumOf('passed'), failed: sumOf('failed'), skipped: sumOf('skipped') };
}

/** The line every run of the tests ends with. @param {TestCounts} counts */
export const summaryLine = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed, ${skipped} skipped`;

/** Green is: something ran, and nothing of it failed. @param {TestCounts} counts */
export const isGreen = ({ passed, failed }) => failed === 0 && passed > 0;

/**
 * What one run of Jest came to. A run that ended badly has a failure even where no test says so: it crashed, a threshold was missed, a signal ended it.
 * A run that found no tests writes no counts.
 *
 * @param {string} countsFile as written by `count-reporter.cjs`
 * @param {number} exitCode
 * @returns {TestCounts}
 */
export function countsOfRun(countsFile, exitCode) {
  const counts = findCounts(countsFile);
  if (counts === undefined) return exitCode === 0 ? NO_TESTS : ONE_FAILURE;
  return exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/** @param {string} file @returns {TestCounts | undefined} */
function findCounts(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
