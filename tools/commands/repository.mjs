import path from 'node:path';

/** The root of the repository. */
export const ROOT = path.resolve(import.meta.dirname, '../..');

/**
 * A path in the repository.
 *
 * @param {string[]} segments
 */
export const fromRoot = (...segments) => path.join(ROOT, ...segments);
