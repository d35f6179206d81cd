/**
 * Which project may import which, by the tags in each `project.json`. Every project carries three tags; an import must be allowed by all three of them.
 *
 * - `scope:`    whose it is: protocol <- server, client <- app; tools stand beside them.
 * - `platform:` where it runs: what runs in a browser never imports what needs Node, and the other way round. Only a simulation has both ends in one process.
 * - `type:`     what it is for: code that only tests may use is `type:testing`.
 */
const scopes = [
  { sourceTag: 'scope:protocol', onlyDependOnLibsWithTags: ['scope:protocol'] },
  { sourceTag: 'scope:server', onlyDependOnLibsWithTags: ['scope:protocol', 'scope:server', 'scope:tool'] },
  { sourceTag: 'scope:client', onlyDependOnLibsWithTags: ['scope:protocol', 'scope:client'] },
  { sourceTag: 'scope:app', onlyDependOnLibsWithTags: ['scope:protocol', 'scope:server', 'scope:client', 'scope:tool'] },
  { sourceTag: 'scope:tool', onlyDependOnLibsWithTags: ['scope:protocol', 'scope:server', 'scope:client', 'scope:tool'] },
];

const platforms = [
  { sourceTag: 'platform:any', onlyDependOnLibsWithTags: ['platform:any'] },
  { sourceTag: 'platform:browser', onlyDependOnLibsWithTags: ['platform:any', 'platform:browser'] },
  { sourceTag: 'platform:node', onlyDependOnLibsWithTags: ['platform:any', 'platform:node'] },
  { sourceTag: 'platform:both', onlyDependOnLibsWithTags: ['platform:any', 'platform:browser', 'platform:node'] },
];

/** @param {string[]} alsoForLibrariesAndApps */
const types = (alsoForLibrariesAndApps) => [
  { sourceTag: 'type:lib', onlyDependOnLibsWithTags: ['type:lib', ...alsoForLibrariesAndApps] },
  { sourceTag: 'type:app', onlyDependOnLibsWithTags: ['type:lib', ...alsoForLibrariesAndApps] },
  { sourceTag: 'type:testing', onlyDependOnLibsWithTags: ['type:lib', 'type:testing'] },
  { sourceTag: 'type:bench', onlyDependOnLibsWithTags: ['type:lib', 'type:testing'] },
  { sourceTag: 'type:simulation', onlyDependOnLibsWithTags: ['type:lib', 'type:testing'] },
];

/** @param {string[]} alsoForLibrariesAndApps */
const boundaries = (alsoForLibrariesAndApps) => [
  'error',
  { depConstraints: [...scopes, ...platforms, ...types(alsoForLibrariesAndApps)], banTransitiveDependencies: true },
];

/** The rule's setting for product code. */
export const productBoundaries = boundaries([]);

/** The rule's setting for specs, which may use what is made for tests. */
export const specBoundaries = boundaries(['type:testing']);
