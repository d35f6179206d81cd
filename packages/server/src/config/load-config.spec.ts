import { formatMistake } from './config-mistake.ts';
import { TEST_CONNECTORS } from './connectors.fixture.ts';
import { loadConfig, type LoadedConfig } from './load-config.ts';
import type { LampfieldConfig } from './lampfield-config.ts';
import type { Environment } from './substitute-environment.ts';

/** Loads a file of this text, or none. */
function load(yaml: string | undefined, env: Environment = {}): LoadedConfig {
  const readFile = (path: string): string => {
    if (yaml === undefined || path !== (env['LAMPFIELD_CONFIG'] ?? 'lampfield.yaml')) {
      throw Object.assign(new Error(`no ${path}`), { code: 'ENOENT' });
    }
    return yaml;
  };
  return loadConfig({ env, readFile, connectors: TEST_CONNECTORS });
}

function loadGood(yaml: string | undefined, env: Environment = {}): LampfieldConfig {
  const loaded = load(yaml, env);
  if (!loaded.ok) throw new Error(loaded.mistakes.map(formatMistake).join('\n'));
  return loaded.config;
}

/** Each mistake as it is printed. */
function mistakesIn(yaml: string, env: Environment = {}): string[] {
  const loaded = load(yaml, env);
  return loaded.ok ? [] : loaded.mistakes.map(formatMistake);
}

describe('where the configuration comes from', () => {
  it('is the embedded default when there is no file', () => {
    const loaded = load(undefined);
    expect(loaded).toMatchObject({ ok: true, origin: 'embedded default', warnings: [] });
    expect(loadGood(undefined)).toEqual({
      server: {
        host: '127.0.0.1',
        port: 3000,
        publicUrl: 'http://127.0.0.1:3000',
        basePath: '/',
        stateDir: '.lampfield',
        allowedHosts: [],
        trustedProxies: [],
      },
      presence: { subscriptionTime: 600, gcPeriod: 30 },
      auth: { type: 'demo', users: 2 },
      limits: { idsPerUser: 10_000, socketsPerUser: 20, searchesPerSecond: 10 },
      permissions: { online: ['*'] },
      privacy: { peer: 'name' },
      directories: [{ id: 'demo', name: 'Demo directory', type: 'demo', size: 200 }],
      sources: {
        JTAPI: { type: 'simulator', linger: 0, normalize: [], rate: 1 },
        CUPS: { type: 'simulator', linger: 0, rate: 1 },
        EXCHANGE: { type: 'simulator', linger: 0, rate: 1 },
      },
      roles: [
        expect.objectContaining({ users: ['*'], directories: ['*'], presence: ['*'], onlineList: false, calendarPeek: true }),
        expect.objectContaining({ users: ['*'], directories: [], presence: [], onlineList: true }),
      ],
      ops: {},
      log: { level: 'info' },
    });
  });

  it('is lampfield.yaml in the working directory', () => {
    expect(load('server: { port: 4000 }')).toMatchObject({
      ok: true,
      origin: 'lampfield.yaml',
      config: { server: { port: 4000 } },
    });
  });

  it('is the file that LAMPFIELD_CONFIG names', () => {
    expect(load('{}', { LAMPFIELD_CONFIG: '/etc/lamp.yaml' })).toMatchObject({ ok: true, origin: '/etc/lamp.yaml' });
  });

  it('is a mistake when LAMPFIELD_CONFIG names no file', () => {
    const loaded = loadConfig({
      env: { LAMPFIELD_CONFIG: 'gone.yaml' },
      readFile: () => {
        throw Object.assign(new Error('gone'), { code: 'ENOENT' });
      },
      connectors: TEST_CONNECTORS,
    });
    expect(loaded).toEqual({
      ok: false,
      mistakes: [{ path: 'gone.yaml', expected: 'a file that can be read', found: 'ENOENT' }],
    });
  });

  it('is a mistake when lampfield.yaml is there but cannot be read', () => {
    const readFile = (): string => {
      throw Object.assign(new Error('denied'), { code: 'EACCES' });
    };
    expect(loadConfig({ env: {}, readFile, connectors: TEST_CONNECTORS })).toMatchObject({
      ok: false,
      mistakes: [{ found: 'EACCES' }],
    });
  });

  it('an empty file means the defaults, with nothing to search and no source', () => {
    expect(load('')).toMatchObject({
      ok: true,
      config: { directories: [], sources: {}, auth: { type: 'demo' } },
      warnings: ['directories: none is configured, so a search finds nothing'],
    });
  });
});

describe('native TLS', () => {
  const TLS = 'tls: { certFile: c.pem, keyFile: k.pem }';

  it.each([
    [`server: { ${TLS} }`, 'https://127.0.0.1:3000'],
    [`server: { ${TLS}, publicUrl: "https://localhost" }`, 'https://localhost'],
  ])('with %s the public URL is %s', (yaml, publicUrl) => {
    expect(loadGood(yaml).server.publicUrl).toBe(publicUrl);
  });

  it.each([
    [
      `server: { ${TLS}, publicUrl: "http://localhost" }`,
      'server.publicUrl: expected an https URL, as the server speaks https with server.tls',
    ],
    ['server: { tls: { certFile: c.pem } }', 'server.tls.keyFile: expected text that is not empty, found nothing'],
  ])('%s is a mistake', (yaml, mistake) => {
    expect(mistakesIn(yaml)).toEqual([mistake]);
  });
});

describe('mistakes', () => {
  it('are all reported, each with its path and what was expected', () => {
    const yaml =
      'server: { port: 99999 }\npresence: { subscriptionTime: soon }\nlimits: { idsPerUser: 0 }\ndirectories: [{ id: a }]';
    expect(mistakesIn(yaml)).toEqual([
      'server.port: expected a whole number from 0 to 65535, found 99999',
      'presence.subscriptionTime: expected a whole number from 1 to 86400, found "soon"',
      'limits.idsPerUser: expected a whole number from 1 to 1000000, found 0',
      'directories[0].type: expected one of demo, ldap, found nothing',
    ]);
  });

  it.each([
    ['presense: {}', 'presense: expected no such key; did you mean presence?'],
    ['server: { prot: 1 }', 'server.prot: expected no such key; did you mean port?'],
    ['limits: { zebra: 1 }', 'limits.zebra: expected no such key; known are idsPerUser, socketsPerUser, searchesPerSecond'],
    ['sources: { jtapi: { type: simulator } }', 'sources.jtapi: expected no such key; did you mean JTAPI?'],
    ['sources: { CUPS: { type: simulator, rte: 1 } }', 'sources.CUPS.rte: expected no such key; did you mean rate?'],
    [
      'directories: [{ id: a, type: ldap, url: u, details: { phone: { atribute: t, attribute: u } } }]',
      'directories[0].details.phone.atribute: expected no such key; did you mean attribute?',
    ],
    [
      'constructor: 1',
      'constructor: expected no such key; known are server, presence, limits, permissions, privacy, ops, log, auth, directories, sources, roles, cluster',
    ],
  ])('an unknown key in %s is one', (yaml, mistake) => {
    expect(mistakesIn(yaml)).toEqual([mistake]);
  });

  it.each([
    ['server: 3', 'server: expected a section (lines of "key: value"), found 3'],
    ['server: { host: "" }', 'server.host: expected text that is not empty, found ""'],
    ['server: { port: "3000" }', 'server.port: expected a whole number from 0 to 65535, found "3000"'],
    [
      'server: { basePath: presence }',
      'server.basePath: expected a path that begins with /, such as /presence/, found "presence"',
    ],
    ['server: { basePath: /a//b }', 'server.basePath: expected a path that begins with /, such as /presence/, found "/a//b"'],
    [
      'server: { basePath: "https://me:se/cret@host/" }',
      'server.basePath: expected a path that begins with /, such as /presence/',
    ],
    ['log: { level: loud }', 'log.level: expected one of debug, info, warn, error, silent, found "loud"'],
    ['ops: { address: nowhere }', 'ops.address: expected host:port, such as 127.0.0.1:9300, found "nowhere"'],
    ['ops: { address: "127.0.0.1:65536" }', 'ops.address: expected a port from 0 to 65535, found 65536'],
    [
      'server: { host: "two words" }',
      'server.host: expected an address or a host name that can stand in a URL (else set server.publicUrl), found "two words"',
    ],
    ['cluster: {}', 'cluster.redisUrl: expected a URL that begins with redis:// or rediss://, found nothing'],
    [
      'permissions: { online: ["  "] }',
      'permissions.online[0]: expected a user name of at most 256 characters, or * for everybody, found "  "',
    ],
    ['permissions: { online: ann }', 'permissions.online: expected a list, found "ann"'],
    [
      'permissions: { onlin: [ann], online: [3] }',
      'permissions.onlin: expected no such key; did you mean online?\npermissions.online[0]: expected a user name of at most 256 characters, or * for everybody, found 3',
    ],
    ['permissions: [ann]', 'permissions: expected a section (lines of "key: value"), found a list'],
    ['auth: { type: oidc }', 'auth.type: expected one of demo, ldap, found "oidc"'],
    ['auth: [demo]', 'auth: expected a section (lines of "key: value") with a type'],
    ['directories: { id: a }', 'directories: expected a list'],
    ['directories: [demo]', 'directories[0]: expected a section (lines of "key: value") with a type'],
    [
      'directories: [{ type: demo }]',
      'directories[0].id: expected a short name of letters, digits, dots, dashes or underscores, found nothing',
    ],
    [
      'directories: [{ id: a, type: demo }, { id: a, type: demo }]',
      'directories[1].id: expected an id of its own, found a again',
    ],
    [
      'directories: [{ id: a, type: ldap, url: u, searchAttributes: cn }]',
      'directories[0].searchAttributes: expected a list, found "cn"',
    ],
    [
      'directories: [{ id: a, type: ldap, url: u, details: { phone: {} } }]',
      'directories[0].details.phone.attribute: expected text that is not empty, found nothing',
    ],
    ['sources: []', 'sources: expected a section with JTAPI, CUPS, EXCHANGE, XMPP'],
    ['sources: { JTAPI: { type: xmpp } }', 'sources.JTAPI.type: expected one of simulator, found "xmpp"'],
    [
      'sources: { XMPP: { type: simulator } }',
      'sources.XMPP.type: expected no such entry, as nothing serves it yet, found "simulator"',
    ],
    [
      'sources: { CUPS: { type: xmpp, service: http://x, password: 12 } }',
      'sources.CUPS.service: expected an xmpp: or xmpps: URL, found "http://x"\nsources.CUPS.password: expected text that is not empty',
    ],
    [
      "sources: { JTAPI: { type: simulator, normalize: [{ match: '(', replace: x }] } }",
      'sources.JTAPI.normalize[0].match: expected a regular expression, found (',
    ],
    ['- a list', 'lampfield.yaml: expected sections (lines of "key: value")'],
  ])('%s is one', (yaml, mistake) => {
    expect(mistakesIn(yaml).join('\n')).toBe(mistake);
  });

  it.each([
    ['server: { publicUrl: "ftp://x", basePath: a }', ['server.basePath', 'server.publicUrl']],
    ['server: { publicUrl: "https://u:p@localhost/a", basePath: a }', ['server.basePath', 'server.publicUrl']],
    ['server: { publicUrl: "https://localhost/a", basePath: a }', ['server.basePath']],
    ['server: { host: "two words", port: x }', ['server.port', 'server.host']],
    [
      'server: { prot: 1, trustedProxies: [3, nowhere] }',
      ['server.prot', 'server.trustedProxies[0]', 'server.trustedProxies[1]', 'auth.type'],
    ],
    ['server: { prot: 1, host: 192.0.2.1 }\nauth: { urs: 1 }', ['server.prot', 'auth.urs', 'auth.type']],
    ['server: { host: 3 }', ['server.host']],
    ['server: { trustedProxies: nowhere, hots: 1 }', ['server.hots', 'server.trustedProxies']],
    ['sources: { JTAPI: { type: simulator, normalize: x } }', ['sources.JTAPI.normalize']],
    ['server: { trustedProxies: {}, hots: 1 }', ['server.trustedProxies', 'server.hots']],
    ['server: { trustedProxies: { length: 9007199254740992 } }', ['server.trustedProxies']],
    ['permissions: { online: { length: 1, "0": ann } }', ['permissions.online']],
    ['server: { host: 192.0.2.1, publicUrl: 3 }', ['server.publicUrl', 'auth.type']],
    ['server: { host: 3, publicUrl: "https://presence.example.org" }', ['server.host', 'auth.type']],
    ['presence: { gc: 1, subscriptionTime: 10, gcPeriod: 11 }', ['presence.gc', 'presence.gcPeriod']],
    ['ops: { adress: 1, address: "127.0.0.1:70000" }', ['ops.adress', 'ops.address']],
    [
      "sources: { JTAPI: { type: simulator, normalize: [{ match: '(', replace: x }, { replace: y }, 3], lingr: 1 } }",
      [
        'sources.JTAPI.lingr',
        'sources.JTAPI.normalize[1].match',
        'sources.JTAPI.normalize[2]',
        'sources.JTAPI.normalize[0].match',
      ],
    ],
    ['server: 3\nsources: { JTAPI: 3 }\nops: []', ['server', 'ops', 'sources.JTAPI']],
  ])('do not hide one another in %s', (yaml, paths) => {
    const loaded = load(yaml);
    expect(loaded.ok ? [] : loaded.mistakes.map(({ path }) => path)).toEqual(paths);
  });

  it('of YAML itself say the line and the column', () => {
    expect(mistakesIn('server:\n  port: 1\n  port: 2\n')).toEqual([
      'lampfield.yaml:3:3: expected YAML, found Map keys must be unique',
    ]);
    expect(mistakesIn('server: [')[0]).toMatch(/^lampfield\.yaml:1:\d+: expected YAML/);
    expect(mistakesIn('a: *nobody')[0]).toMatch(/expected YAML, found Unresolved alias/);
  });

  it('never show a secret', () => {
    const shown = mistakesIn('auth: { password: [hunter2] }\nops: { token: 12345 }').join('\n');
    expect(shown).toMatch(/auth\.password: expected text that is not empty$/m);
    expect(shown).not.toMatch(/hunter2|12345/);
  });
});

describe('keys that depend on one another', () => {
  it.each([
    [10, 10, true],
    [10, 11, false],
    [86_400, 86_400, true],
    [1, 1, true],
  ])('subscriptionTime %d with gcPeriod %d: %s', (subscriptionTime, gcPeriod, isGood) => {
    const yaml = `presence: { subscriptionTime: ${String(subscriptionTime)}, gcPeriod: ${String(gcPeriod)} }`;
    const expected = `presence.gcPeriod: expected a whole number from 1 to presence.subscriptionTime (${String(subscriptionTime)}), found ${String(gcPeriod)}`;
    expect(mistakesIn(yaml)).toEqual(isGood ? [] : [expected]);
  });

  it('a gcPeriod that nobody set never exceeds the subscription time', () => {
    expect(loadGood('presence: { subscriptionTime: 5 }').presence).toEqual({
      subscriptionTime: 5,
      gcPeriod: 5,
    });
    expect(loadGood('presence: { subscriptionTime: 31 }').presence.gcPeriod).toBe(30);
  });

  it.each([
    [59, 1],
    [60, 0],
  ])('subscriptionTime %d gives %d warnings', (subscriptionTime, count) => {
    const loaded = load(`presence: { subscriptionTime: ${String(subscriptionTime)} }\ndirectories: [{ id: a, type: demo }]`);
    expect(loaded.ok && loaded.warnings).toHaveLength(count);
  });

  it.each([
    ['server: { host: 0.0.0.0 }', 'server.host is 0.0.0.0'],
    ['server: { publicUrl: https://presence.example.org }', 'server.publicUrl is https://presence.example.org'],
    ['server: { trustedProxies: [127.0.0.1] }', 'server.trustedProxies is not empty'],
    [
      'server: { host: 192.0.2.1, trustedProxies: [loopback] }',
      'server.host is 192.0.2.1 and server.publicUrl is http://192.0.2.1:3000 and server.trustedProxies is not empty',
    ],
  ])('demo sign-in is refused with %s', (yaml, reason) => {
    const expected = 'auth.type: expected another type than demo, which is only for loopback addresses and no trusted proxy';
    expect(mistakesIn(yaml)).toEqual([`${expected}, found demo, while ${reason}`]);
    expect(mistakesIn(`${yaml}\nauth: { type: ldap, url: ldap://x }`)).toEqual([]);
  });

  it('demo sign-in is refused for what is known, whatever else is wrong', () => {
    const yaml = 'server: { host: 192.0.2.1, port: x, trustedProxies: [nowhere] }';
    expect(mistakesIn(yaml).at(-1)).toMatch(/, while server\.host is 192\.0\.2\.1 and server\.trustedProxies is not empty$/);
    const ftp = 'server: { host: 192.0.2.1, publicUrl: "ftp://presence.example.org" }';
    expect(mistakesIn(ftp).at(-1)).toMatch(/, while server\.host is 192\.0\.2\.1$/);
  });

  it.each(['localhost', '127.0.0.1', '127.8.9.1', '::1'])('demo sign-in is allowed on %s', (host) => {
    expect(mistakesIn(`server: { host: "${host}" }`)).toEqual([]);
  });

  it.each([
    ['http://127.0.0.1:3000/', '/', 'http://127.0.0.1:3000'],
    ['https://localhost/presence/', '/presence', 'https://localhost'],
    ['https://localhost/presence', '/presence/', 'https://localhost'],
  ])('the public URL %s with base path %s is the origin %s', (publicUrl, basePath, origin) => {
    const { server } = loadGood(`server: { publicUrl: "${publicUrl}", basePath: "${basePath}" }`);
    expect(server.publicUrl).toBe(origin);
    expect(server.basePath).toMatch(/\/$/);
  });

  it.each(['ftp://localhost', 'localhost:3000', 'http://localhost/elsewhere', 'http://u:p@localhost', 'http://localhost/?a=b'])(
    'the public URL %s is a mistake',
    (publicUrl) => {
      expect(mistakesIn(`server: { publicUrl: "${publicUrl}" }`).join()).toMatch(
        /^server\.publicUrl: expected an http or https URL/,
      );
    },
  );

  it('the public URL follows host and port when it is not set', () => {
    expect(loadGood('server: { host: "::1", port: 80 }').server.publicUrl).toBe('http://[::1]:80');
    expect(loadGood('server: { host: 0.0.0.0 }\nauth: { type: ldap, url: x }').server.publicUrl).toBe('http://127.0.0.1:3000');
  });

  it.each([
    ['10.0.0.0/8', true],
    ['2001:db8::/32', true],
    ['uniquelocal', true],
    ['10.0.0.0/33', false],
    ['proxy.example.org', false],
    ['10.0.0.0/8/8', false],
  ])('a trusted proxy %s: %s', (proxy, isGood) => {
    const mistakes = mistakesIn(`server: { trustedProxies: ["${proxy}"] }\nauth: { type: ldap, url: x }`);
    expect(mistakes.join()).toBe(
      isGood
        ? ''
        : `server.trustedProxies[0]: expected an address, a network such as 10.0.0.0/8, or one of loopback, linklocal, uniquelocal, found "${proxy}"`,
    );
  });

  it('warns that a cluster has no effect', () => {
    expect(load('cluster: { redisUrl: redis://127.0.0.1 }\ndirectories: [{ id: a, type: demo }]')).toMatchObject({
      ok: true,
      warnings: ['cluster.redisUrl: this version runs as one process; the setting has no effect'],
    });
  });
});
