const { isReal } = require('./real-specs.cjs');

/** Jest filter: all specs but those of `real-specs.cjs`. @param {string[]} paths */
module.exports = async (paths) => ({ filtered: paths.filter((path) => !isReal(path)) });
