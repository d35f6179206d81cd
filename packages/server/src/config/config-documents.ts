import type { Connectors } from './connectors.ts';
import { generateConfigDocs } from './generate-config-docs.ts';
import { generateConfigSchema } from './generate-config-schema.ts';

/** Files of `docs/` that follow from the configuration's schema: name and text. A test keeps them current. */
export function configDocuments(connectors: Connectors): ReadonlyMap<string, string> {
  return new Map([
    ['lampfield.schema.json', `${JSON.stringify(generateConfigSchema(connectors), null, 2)}\n`],
    ['configuration.md', generateConfigDocs(connectors)],
  ]);
}
