import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWithServer, getProgram } from '@lampfield/test-servers';
import { SkippableClock } from '../../testing/skippable-clock.ts';
import { WebCaller } from '../web/web-caller.ts';
import { fakeAppOptions } from './app-options.fixture.ts';
import { AppTokens } from './app-tokens.ts';
import { failureOf } from './failure-of.fixture.ts';
import { FakeMicrosoft } from './fake-microsoft.fixture.ts';

const wanted = new AbortController().signal;

describeWithServer('openssl', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lampfield-app-'));
  const at = (name: string): string => join(folder, name);
  const make = (name: string, ...more: readonly string[]): void => {
    const files = ['-keyout', at(`${name}.key`), '-out', at(`${name}.crt`), '-subj', `/CN=${name}`];
    execFileSync(getProgram('openssl'), ['req', '-x509', '-days', '2', ...files, ...more], { stdio: 'ignore' });
  };
  const RSA = ['-newkey', 'rsa:2048'];

  beforeAll(() => {
    make('app', ...RSA, '-nodes');
    make('other', ...RSA, '-nodes');
    make('curve', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes');
    make('locked', ...RSA, '-passout', 'pass:word');
    writeFileSync(at('nonsense'), 'nonsense');
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  const clock = new SkippableClock();
  let fake: FakeMicrosoft;
  let web: WebCaller;

  beforeEach(async () => {
    const { tenantId, clientId } = fakeAppOptions({ origin: 'http://127.0.0.1' });
    fake = await FakeMicrosoft.start(() => clock.monotonicMs(), {
      tenantId,
      clientId,
      certificate: readFileSync(at('app.crt'), 'utf8'),
    });
    web = new WebCaller(clock, { connections: 1 });
  });

  afterEach(async () => {
    await web.close();
    await fake.stop();
  });

  const ask = (certificate: string, key: string): Promise<string> => {
    const files = { certificateFile: at(certificate), privateKeyFile: at(key) };
    return new AppTokens({
      options: fakeAppOptions(fake, { ...files, clientSecret: undefined }),
      web,
      clock,
      timeoutMs: 5000,
    }).get(wanted);
  };

  it('tokens come by an assertion that is signed with its key and names it by its thumbprint', async () => {
    expect(fake.entra.isGood(await ask('app.crt', 'app.key'))).toBe(true);
    expect(fake.requests[0]?.body).not.toContain('client_secret');
  });

  it.each([
    ['other.crt', 'other.key', 'AADSTS700027, invalid_client: the certificate is not one of the app'],
    ['app.crt', 'other.key', 'the key in privateKeyFile is not the one of this certificate'],
    ['curve.crt', 'curve.key', 'its key is ec, Entra takes RSA only'],
    ['locked.crt', 'locked.key', 'is not PEM, or it needs a passphrase'],
    ['nonsense', 'app.key', 'is not PEM'],
    ['app.crt', 'nonsense', 'is not PEM'],
  ])('tokens are refused for %s and %s', async (certificate, key, words) => {
    expect(await failureOf(ask(certificate, key))).toMatchObject({ kind: 'refused', message: expect.stringContaining(words) });
  });

  it('tokens are not even asked for with a certificate that has expired', async () => {
    clock.skip(3 * 86_400_000);
    expect(await failureOf(ask('app.crt', 'app.key'))).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('it expired on'),
    });
    expect(fake.requests).toEqual([]);
  });
});
