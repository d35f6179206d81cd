const { writeFileSync } = require('node:fs');

/** What a test left running (a server, a timer) keeps Jest from ending. */
const LEFT_RUNNING_AFTER_MS = 20_000;

/** @typedef {{ numPassedTests: number, numFailedTests: number, numRuntimeErrorTestSuites: number, numPendingTests: number, numTodoTests: number }} Results */

/** Jest reporter: writes how many tests passed, failed and were skipped to the file named by TEST_COUNTS_FILE. A suite that could not run is one failure. */
module.exports = class CountReporter {
  /** @param {unknown} _contexts @param {Results} results */
  onRunComplete(_contexts, results) {
    const passed = results.numPassedTests;
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    writeFileSync(process.env['TEST_COUNTS_FILE'] ?? '', JSON.stringify({ passed, failed, skipped }));
    // Does not keep the process alive itself.
    setTimeout(endWhatIsLeft, LEFT_RUNNING_AFTER_MS).unref();
  }
};

function endWhatIsLeft() {
  console.error('The tests are over and something that one of them started is still running. That counts as a failure.');
  process.exit(1);
}
