import { formatMistake } from './config-mistake.ts';
import { loadConfig } from './load-config.ts';
import { REGISTERED_CONNECTORS } from './registered-connectors.ts';

const SOURCES = [
  {
    ...{ type: 'CUPS', connector: 'cups-pws', more: 'username: a, password: s, endUser: view' },
    expected: 'a URL such as https://imp1.example.org:8083/presence-service',
  },
  {
    ...{ type: 'EXCHANGE', connector: 'ews', more: 'username: a, password: s' },
    expected: 'a URL such as https://mail.example.org/EWS/Exchange.asmx',
  },
  { type: 'EXCHANGE', connector: 'caldav', more: '', expected: 'an address such as https://dav.example.org' },
];

describe.each(SOURCES)('the URL of the source for $type of type $connector', ({ type, connector, more, expected }) => {
  function mistakesOf(url: string): string[] {
    const yaml = `sources: { ${type}: { type: ${connector}, url: ${JSON.stringify(url)}, ${more} } }`;
    const loaded = loadConfig({ env: {}, readFile: () => yaml, connectors: REGISTERED_CONNECTORS });
    return loaded.ok ? [] : loaded.mistakes.map(formatMistake);
  }

  it.each(['https://mail', 'https://mail.example.org:8443/x', 'http://127.0.0.1:8080', 'http://[::1]/x', 'http://localhost/'])(
    'may be %s',
    (url) => {
      expect(mistakesOf(url)).toEqual([]);
    },
  );

  it.each(['https://mail:99999/x', 'http://127.0.0.1:99999', 'https://[::zz', 'https://a b', 'https://300.1.1.1/', 'ftp://mail'])(
    'must not be %s',
    (url) => {
      const words = `sources.${type}.url: expected ${expected}`;
      expect(mistakesOf(url)).toEqual([expect.stringContaining(words)]);
      expect(mistakesOf(url)).toEqual([expect.stringContaining(`found ${JSON.stringify(url)}`)]);
    },
  );

  it.each(['https://user:hidden@mail:99999/x', 'https:user:hidden@mail', 'user:hidden@mail'])(
    'is not repeated when it has a password in it: %s',
    (url) => {
      const mistakes = mistakesOf(url);
      expect(mistakes).toEqual([expect.stringContaining(`sources.${type}.url: expected ${expected}`)]);
      expect(mistakes[0]).not.toMatch(/user|hidden/);
    },
  );
});
