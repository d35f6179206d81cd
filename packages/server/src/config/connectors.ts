import type { AuthMethod, DirectoryConnector, SourceConnector } from '../ports/connector.ts';

/** Everything the configuration can name by a `type`. */
export interface Connectors {
  readonly sources: readonly SourceConnector[];
  readonly directories: readonly DirectoryConnector[];
  readonly authMethods: readonly AuthMethod[];
}
