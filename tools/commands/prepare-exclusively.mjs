import { exclusively } from './exclusive.mjs';
import { fromRoot } from './repository.mjs';

/**
 * Runs what changes `node_modules` or `dist` while no other command of this checkout does.
 *
 * @template T
 * @param {() => Promise<T>} action
 */
export const prepareExclusively = (action) =>
  exclusively(fromRoot('.prepare.lock'), action, (holder) =>
    console.error(`Process ${holder} is installing or building here; waiting for it.`),
  );
