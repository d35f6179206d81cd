import { KNOWS_EVERY_PART, findPart, serverLayers } from './server-layers.mjs';

describe('findPart', () => {
  it.each([
    ['core/ages.ts', 'core', 'core'],
    ['core/deeper/ages.ts', 'core', 'core'],
    ['create-presence-server.ts', 'create-presence-server.ts', 'create-presence-server.ts'],
    ['sources/cups/xmpp/roster.ts', 'sources/cups/xmpp', 'sources/*'],
    ['sources/cups/simulator/chat.ts', 'sources/cups/simulator', 'sources/*'],
    ['sources/simulation/world.ts', 'sources/simulation', 'sources/simulation'],
    ['sources/back-off.ts', 'sources', 'sources'],
    ['directories/ldap/search.ts', 'directories/ldap', 'directories/*'],
    ['sources/registry.ts', 'registry', 'registry'],
  ])('%s is of %s, judged as %s', (file, part, layer) => {
    expect(findPart(file)).toEqual({ part, layer });
  });
});

describe('serverLayers', () => {
  const allowedTo = (/** @type {string} */ name) => [...(serverLayers[name]?.values ?? []), ...(serverLayers[name]?.types ?? [])];

  it('names only parts that exist', () => {
    const known = [...Object.keys(serverLayers), ...KNOWS_EVERY_PART, 'directories/demo', 'sources/jtapi/sip'];
    const unknown = Object.keys(serverLayers)
      .flatMap(allowedTo)
      .filter((name) => !known.includes(name));
    expect(unknown).toEqual([]);
  });

  it('lets only tests import the composition root', () => {
    const importers = Object.keys(serverLayers).filter((name) => allowedTo(name).some((part) => KNOWS_EVERY_PART.includes(part)));
    expect(importers).toEqual(['testing']);
  });

  it.each(['sources/*', 'directories/*', 'jobs', 'http', 'realtime', 'auth', 'ops'])('keeps %s off the other parts', (name) => {
    const others = ['sources/*', 'directories/*', 'jobs', 'http', 'realtime', 'auth', 'ops', 'registry', 'config', 'testing'];
    expect(allowedTo(name).filter((part) => others.includes(part))).toEqual([]);
  });
});
