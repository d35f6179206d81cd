import { AUTH_METHODS } from '../auth/registry.ts';
import { DIRECTORY_CONNECTORS } from '../directories/registry.ts';
import { SOURCE_CONNECTORS } from '../sources/registry.ts';
import type { Connectors } from './connectors.ts';

/** Every connector of this program: what the configuration can name. */
export const REGISTERED_CONNECTORS: Connectors = {
  sources: SOURCE_CONNECTORS,
  directories: DIRECTORY_CONNECTORS,
  authMethods: AUTH_METHODS,
};
