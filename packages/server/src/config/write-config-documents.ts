import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configDocuments } from './config-documents.ts';
import { REGISTERED_CONNECTORS } from './registered-connectors.ts';

// A program of its own: `node packages/server/dist/config/write-config-documents.js`, after a build.
const docs = join(import.meta.dirname, '../../../../docs');
for (const [name, text] of configDocuments(REGISTERED_CONNECTORS)) writeFileSync(join(docs, name), text);
