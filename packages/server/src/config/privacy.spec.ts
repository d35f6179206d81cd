import { formatMistake } from './config-mistake.ts';
import { TEST_CONNECTORS } from './connectors.fixture.ts';
import { loadConfig } from './load-config.ts';

function load(yaml: string): unknown {
  const loaded = loadConfig({ env: {}, readFile: () => yaml, connectors: TEST_CONNECTORS });
  return loaded.ok ? loaded.config.privacy : loaded.mistakes.map(formatMistake);
}

describe('what is told of the other end of a call', () => {
  it.each([
    ['', 'name'],
    ['privacy:', 'name'],
    ['privacy: {}', 'name'],
    ['privacy: { peer: name }', 'name'],
    ['privacy: { peer: number }', 'number'],
    ['privacy: { peer: none }', 'none'],
  ])('is with %j the %s', (yaml, peer) => {
    expect(load(yaml)).toEqual({ peer });
  });

  it.each([
    ['privacy: { peer: no }', 'privacy.peer: expected one of none, number, name, found "no"'],
    ['privacy: { peer: [none] }', 'privacy.peer: expected one of none, number, name, found a list'],
    ['privacy: { peers: none }', 'privacy.peers: expected no such key; did you mean peer?'],
    ['privacy: none', 'privacy: expected a section (lines of "key: value"), found "none"'],
  ])('with %j is a mistake, and nothing starts', (yaml, mistake) => {
    expect(load(yaml)).toEqual([mistake]);
  });
});
