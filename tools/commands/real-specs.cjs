/** Specs that start real servers or a browser. They measure against the clock, so nothing else may run beside them. */
const NEEDS_THE_MACHINE = /\.server\.spec\.ts$|[\\/]web-attendant-e2e[\\/]/;

/** @param {string} path */
const isReal = (path) => NEEDS_THE_MACHINE.test(path);

/** Jest filter. @param {string[]} paths */
module.exports = async (paths) => ({ filtered: paths.filter(isReal) });
module.exports.isReal = isReal;
