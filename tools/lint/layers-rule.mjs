import path from 'node:path';
import { KNOWS_EVERY_PART, findPart, serverLayers } from './server-layers.mjs';

/**
 * ESLint rule: an import between two parts of the server must be in the table of `server-layers.mjs`. It looks at resolved paths, so it does not matter how
 * deep the importing file lies.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export const layersRule = {
  meta: {
    type: 'problem',
    schema: [{ type: 'object', properties: { root: { type: 'string' } }, required: ['root'] }],
    messages: {
      unknownPart: '{{from}} is not in the table of tools/lint/server-layers.mjs: add it, and what it may import.',
      wrongWay: '{{from}} must not import {{to}}: see tools/lint/server-layers.mjs for what may import what.',
      typeOnly: '{{from}} may only import types from {{to}}: write `import type`.',
    },
  },
  create(context) {
    const { root } = context.options[0];
    const { part, layer: layerName } = findPart(relativeTo(root, context.filename));
    const layer = serverLayers[layerName];
    if (KNOWS_EVERY_PART.includes(part)) return {};
    if (layer === undefined) {
      return { Program: (node) => context.report({ node, messageId: 'unknownPart', data: { from: part } }) };
    }

    /** @param {any} node */
    const check = (node) => {
      if (typeof node.source?.value !== 'string') return;
      const to = findImported(root, context.filename, node.source.value);
      const messageId = findMistake({ part, layer }, to, isTypeOnly(node));
      if (messageId) context.report({ node: node.source, messageId, data: { from: part, to: to.part } });
    };
    return { ImportDeclaration: check, ExportNamedDeclaration: check, ExportAllDeclaration: check, ImportExpression: check };
  },
};

/** @param {string} root @param {string} file */
const relativeTo = (root, file) => path.relative(root, file).split(path.sep).join('/');

/** @param {string} root @param {string} importer @param {string} specifier */
function findImported(root, importer, specifier) {
  if (!specifier.startsWith('.')) return { part: specifier, layer: 'package' };
  return findPart(relativeTo(root, path.resolve(path.dirname(importer), specifier)));
}

/** @param {any} node */
function isTypeOnly(node) {
  if (node.importKind === 'type' || node.exportKind === 'type') return true;
  const specifiers = node.specifiers ?? [];
  return (
    specifiers.length > 0 &&
    specifiers.every((/** @type {any} */ specifier) => specifier.importKind === 'type' || specifier.exportKind === 'type')
  );
}

/**
 * @param {{ part: string, layer: import('./server-layers.mjs').Layer }} own
 * @param {{ part: string, layer: string }} to
 * @param {boolean} isType
 */
function findMistake({ part, layer }, to, isType) {
  const isIn = (/** @type {string[]} */ names) => names.includes(to.layer) || names.includes(to.part);
  const { values = [], types = [], packages } = layer;
  if (to.layer === 'package') return packages === undefined || isIn(packages) ? undefined : 'wrongWay';
  if (to.part === part || isIn(values)) return undefined;
  if (!isIn(types)) return 'wrongWay';
  return isType ? undefined : 'typeOnly';
}
