import type { TObject, TSchema } from '@sinclair/typebox';
import { PLAIN_SECTIONS } from './check-config.ts';
import { isObjectSchema } from './connector-schemas.ts';
import type { Connectors } from './connectors.ts';
import { describeExpected } from './describe-expected.ts';
import { EMBEDDED_DEFAULT } from './embedded-default.ts';
import { ENVIRONMENT_OVERRIDES } from './environment-overrides.ts';
import { typedSchemas } from './generate-config-schema.ts';
import { ROLE_SCHEMA } from './role-schema.ts';
import { CLUSTER_SCHEMA } from './section-schemas.ts';

const INTRODUCTION = `# Configuration

This page is generated from the schema that the server checks its configuration with.

One YAML file: the one that \`LAMPFIELD_CONFIG\` names, else \`lampfield.yaml\` in the working directory, else the embedded default at
the end of this page. Every key has a default unless it is marked as required. All durations are seconds. The server refuses to start
(exit code 78) when something is wrong, and reports every mistake with its path and what was expected.

\`\${NAME}\` in a value reads the environment variable \`NAME\`, for secrets; \`$\${\` stands for a literal \`\${\`. Editors check the file
with \`docs/lampfield.schema.json\`; put this in its first line: \`# yaml-language-server: $schema=docs/lampfield.schema.json\`.
`;

/** The page about the configuration (Markdown), from the descriptions in the schema. */
export function generateConfigDocs(connectors: Connectors): string {
  const { auth, directories, sources } = typedSchemas(connectors);
  const plain = Object.entries({ ...PLAIN_SECTIONS, cluster: CLUSTER_SCHEMA });
  const parts = [
    INTRODUCTION,
    ...plain.map(([name, schema]) => section(`\`${name}\``, schema)),
    section('`roles[]`', ROLE_SCHEMA),
    ...auth.map((schema) => section(`\`auth\` with \`type: ${typeName(schema)}\``, schema)),
    ...directories.map((schema) => section(`\`directories[]\` with \`type: ${typeName(schema)}\``, schema)),
    ...Object.entries(sources).flatMap(([presenceType, schemas]) =>
      schemas.map((schema) => section(`\`sources.${presenceType}\` with \`type: ${typeName(schema)}\``, schema)),
    ),
    overridesTable(),
    `## The embedded default\n\n\`\`\`yaml\n${EMBEDDED_DEFAULT}\`\`\`\n`,
  ];
  return parts.join('\n');
}

function typeName(schema: TObject): string {
  return String((schema.properties['type'] as { const?: unknown } | undefined)?.const);
}

function section(title: string, schema: TObject): string {
  const description = schema.description === undefined ? '' : `${schema.description}\n\n`;
  return `## ${title}\n\n${description}| key | default | accepted | meaning |\n| --- | --- | --- | --- |\n${rows(schema, '').join('\n')}\n`;
}

/** A line a key; keys of sections, lists and dictionaries within follow theirs. */
function rows(schema: TObject, prefix: string): string[] {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties).flatMap(([key, property]) => [
    row(`${prefix}${key}`, property, required.has(key)),
    ...innerRows(property, `${prefix}${key}`),
  ]);
}

function innerRows(schema: TSchema, prefix: string): string[] {
  if (isObjectSchema(schema)) return rows(schema, `${prefix}.`);
  const { items, patternProperties } = schema as { items?: TSchema; patternProperties?: Record<string, TSchema> };
  if (items !== undefined && isObjectSchema(items)) return rows(items, `${prefix}[].`);
  const dictionary = Object.values(patternProperties ?? {})[0];
  return dictionary !== undefined && isObjectSchema(dictionary) ? rows(dictionary, `${prefix}.<key>.`) : [];
}

function row(key: string, schema: TSchema, isRequired: boolean): string {
  const { default: value, description } = schema as { default?: unknown; description?: string };
  const shownDefault = value === undefined ? (isRequired ? 'required' : '') : `\`${JSON.stringify(value)}\``;
  return `| ${[`\`${key}\``, shownDefault, describeExpected(schema), description ?? ''].map(escapeCell).join(' | ')} |`;
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function overridesTable(): string {
  const lines = ENVIRONMENT_OVERRIDES.map(({ variable, section: name, key }) => `| \`${variable}\` | \`${name}.${key}\` |`);
  return `## Environment variables that override the file\n\n| variable | key |\n| --- | --- |\n${lines.join('\n')}\n`;
}
