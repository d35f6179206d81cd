import { formatMistake } from './config-mistake.ts';
import { TEST_CONNECTORS } from './connectors.fixture.ts';
import { loadConfig, type LoadedConfig } from './load-config.ts';

function load(yaml: string, env: Readonly<Record<string, string>>): LoadedConfig {
  return loadConfig({ env, readFile: () => yaml, connectors: TEST_CONNECTORS });
}

function mistakesIn(yaml: string, env: Readonly<Record<string, string>>): string[] {
  const loaded = load(yaml, env);
  return loaded.ok ? [] : loaded.mistakes.map(formatMistake);
}

const XMPP =
  'sources: { CUPS: { type: xmpp, service: "xmpp://${CHAT_HOST}:5222", password: "${CHAT_PASSWORD}", verify: "${CHECK}" } }';

describe('${NAME} in a value', () => {
  it('reads the environment, also as a flag or a number', () => {
    expect(
      load(`${XMPP}\nserver: { port: "\${P}" }`, { CHAT_HOST: 'chat', CHAT_PASSWORD: '0123', CHECK: 'false', P: '81' }),
    ).toMatchObject({
      ok: true,
      config: { server: { port: 81 }, sources: { CUPS: { service: 'xmpp://chat:5222', password: '0123', verify: false } } },
    });
  });

  it('is a mistake at its path when the variable is not set, and the only one there', () => {
    expect(mistakesIn(XMPP, { CHAT_HOST: 'chat', CHECK: 'true' })).toEqual([
      'sources.CUPS.password: expected the environment variable CHAT_PASSWORD to be set',
    ]);
  });

  it('names the variable, not the value, when the value is wrong', () => {
    const yaml = 'server: { port: "${P}" }';
    expect(mistakesIn(yaml, { P: 'hunter2' })).toEqual([
      'server.port (from the environment variable P): expected a whole number from 0 to 65535',
    ]);
  });

  it('is a mistake when it is no name', () => {
    expect(mistakesIn('server: { host: "${1}" }', {})[0]).toMatch(/^server\.host: expected the name of an environment variable/);
    expect(mistakesIn('server: { host: "${" }', {})[0]).toMatch(/^server\.host: expected the name of an environment variable/);
  });

  it('can be written literally, and what a variable holds is not read again', () => {
    const yaml = 'directories: [{ id: a, type: demo, name: "$${x} ${NAME}" }]';
    expect(load(yaml, { NAME: '${OTHER}' })).toMatchObject({ ok: true, config: { directories: [{ name: '${x} ${OTHER}' }] } });
  });
});

describe('variables that override the file', () => {
  it('win over it', () => {
    const yaml =
      'server: { host: ::1, port: 1 }\npresence: { subscriptionTime: 100, gcPeriod: 10 }\nlog: { level: error }\nauth: { password: a }';
    const env = {
      HOST: 'localhost',
      PORT: '4000',
      PRESENCE_SUBSCRIPTION_TIME: '5',
      PRESENCE_GC_PERIOD: '2',
      REDIS_URL: 'redis://127.0.0.1:6379',
      LOG_LEVEL: 'debug',
      DEMO_PASSWORD: '123',
    };
    expect(load(yaml, env)).toMatchObject({
      ok: true,
      config: {
        server: { host: 'localhost', port: 4000, publicUrl: 'http://localhost:4000' },
        presence: { subscriptionTime: 5, gcPeriod: 2 },
        cluster: { redisUrl: 'redis://127.0.0.1:6379' },
        log: { level: 'debug' },
        auth: { type: 'demo', password: '123' },
      },
    });
  });

  it('count as not set when empty', () => {
    expect(load('', { PORT: '', REDIS_URL: '', LAMPFIELD_CONFIG: '' })).toMatchObject({
      ok: true,
      config: { server: { port: 3000 } },
    });
  });

  it('are named when they are wrong', () => {
    expect(mistakesIn('', { PORT: '80 80', PRESENCE_GC_PERIOD: '0x1' })).toEqual([
      'server.port (from the environment variable PORT): expected a whole number from 0 to 65535',
      'presence.gcPeriod (from the environment variable PRESENCE_GC_PERIOD): expected a whole number from 1 to 86400',
    ]);
  });

  it('a demo password means nothing to another way to sign in', () => {
    expect(mistakesIn('auth: { type: ldap, url: x }', { DEMO_PASSWORD: 'x' })).toEqual([]);
  });
});
