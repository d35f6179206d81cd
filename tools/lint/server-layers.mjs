/**
 * Which part of `packages/server/src` may import which. A part is a folder; below `sources` and `directories` each connector's folder is a part of its own,
 * the registries are one (`registry`), and a file in the root is one by its name. `values` may be imported freely, `types` only with `import type`; a part may
 * always import itself. `packages` lists the packages a part may import; left out, the other rules decide.
 *
 * @typedef {{ values?: string[], types?: string[], packages?: string[] }} Layer
 */

const innermost = ['core', 'ports'];

/** What sources of several presence types share. */
const SHARED_BY_SOURCES = ['sources', 'sources/documents', 'sources/web', 'sources/polling', 'sources/microsoft'];

/** The composition root, in four files, and what it is published as. */
export const KNOWS_EVERY_PART = [
  'create-connected.ts',
  'create-doors.ts',
  'create-presence-core.ts',
  'create-presence-server.ts',
  'index.ts',
];

/** @type {Record<string, Layer>} */
export const serverLayers = {
  // Pure: time is an argument, nothing waits, nothing is read or written.
  core: { types: ['ports'], packages: ['@lampfield/protocol', 'node:url'] },
  ports: { types: ['core'], packages: ['@lampfield/protocol', '@sinclair/typebox'] },
  // The presence layer: core with a clock, sources and directories, which it is given.
  presence: { values: ['core'], types: ['ports'], packages: ['@lampfield/protocol', 'lru-cache'] },
  sources: { values: innermost },
  'sources/simulation': { values: innermost },
  // XML documents and JSON, of whatever kind.
  'sources/documents': { values: innermost },
  // Calls of web services, and asking again and again where nothing comes by itself.
  'sources/web': { values: [...innermost, 'sources'] },
  'sources/polling': { values: [...innermost, 'sources', 'sources/web'] },
  // What Microsoft's cloud has in common: tokens, Graph.
  'sources/microsoft': { values: [...innermost, 'sources', 'sources/documents', 'sources/web'] },
  // What every phone connector makes of calls.
  'sources/jtapi/telephony': { values: innermost },
  // What every calendar connector makes of busy times.
  'sources/exchange/calendar': { values: [...innermost, ...SHARED_BY_SOURCES] },
  'sources/*': {
    values: [...innermost, ...SHARED_BY_SOURCES, 'sources/simulation', 'sources/jtapi/telephony', 'sources/exchange/calendar'],
  },
  directories: { values: [...innermost, 'ldap'] },
  'directories/*': { values: [...innermost, 'directories', 'ldap'] },
  // What the LDAP directory and the LDAP sign-in share: connections, filters, errors.
  ldap: { values: innermost },
  jobs: { values: innermost },
  http: { values: innermost },
  realtime: { values: innermost },
  auth: { values: [...innermost, 'ldap'] },
  ops: { values: innermost },
  registry: { values: [...innermost, 'sources', 'sources/*', 'directories', 'directories/*', 'auth'] },
  // The configuration's schema is made of the options of what the registries list.
  config: { values: [...innermost, 'registry'] },
  // Starts whole servers for tests, over the people of the demo directory, and brings the SIP connector documents without a network. Gives simulations the core.
  testing: {
    values: [
      ...innermost,
      'config',
      'create-presence-core.ts',
      'create-presence-server.ts',
      'directories/demo',
      'sources/jtapi/sip',
      'system-clock.ts',
    ],
  },
  'system-clock.ts': { values: innermost },
};

/** How many folders deep a connector is a part of its own: `sources/<presence type>/<connector>`, `directories/<connector>`. */
const CONNECTOR_DEPTHS = /** @type {Record<string, number>} */ ({ sources: 3, directories: 2 });

/**
 * The part a file belongs to, and which entry of the table above is about it.
 *
 * @param {string} file path below `packages/server/src`, with forward slashes
 */
export function findPart(file) {
  const folders = file.split('/');
  const name = folders.pop() ?? '';
  const [top] = folders;
  if (top === undefined) return { part: name, layer: name };
  if (/registry/.test(name)) return { part: 'registry', layer: 'registry' };
  const part = folders.slice(0, CONNECTOR_DEPTHS[top] ?? 1).join('/');
  return { part, layer: part in serverLayers ? part : `${top}/*` };
}
