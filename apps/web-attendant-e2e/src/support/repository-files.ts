import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Root of the repository. */
export const REPOSITORY = resolve(__dirname, '../../../..');

/** The file axe is, to be run inside a page. */
export function axeSource(): string {
  return readFileSync(join(dirname(require.resolve('axe-core/package.json')), 'axe.min.js'), 'utf8');
}
