import { formatMistake } from './config-mistake.ts';
import { loadConfig } from './load-config.ts';
import { REGISTERED_CONNECTORS } from './registered-connectors.ts';

function mistakesOf(node: string, ownNode: string): string[] {
  const yaml = `sources: { XMPP: { type: ejabberd, node: "${node}", ownNode: "${ownNode}", cookieFile: cookie } }`;
  const loaded = loadConfig({ env: {}, readFile: () => yaml, connectors: REGISTERED_CONNECTORS });
  return loaded.ok ? [] : loaded.mistakes.map(formatMistake);
}

describe('the names of two Erlang nodes', () => {
  it.each([
    ['ejabberd@localhost', 'lampfield@localhost'],
    ['ejabberd@chat1.example.org', 'lampfield@desk.example.org'],
    ['ejabberd@127.0.0.1', 'lampfield@127.0.0.1'],
  ])('%s and %s go together', (node, ownNode) => {
    expect(mistakesOf(node, ownNode)).toEqual([]);
  });

  it.each([
    ['ejabberd@127.0.0.1', 'lampfield@localhost', 'a dot'],
    ['ejabberd@localhost', 'lampfield@desk.example.org', 'no dot'],
  ])('%s and %s do not, one being long and one short', (node, ownNode, what) => {
    expect(mistakesOf(node, ownNode)).toEqual([
      `sources.XMPP.ownNode: expected a name whose host has ${what}, as the host of sources.XMPP.node, found "${ownNode}"`,
    ]);
  });
});
