import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:tls';
import { createCertificateAuthority, describeWithServer, type CertificateAuthority } from '@lampfield/test-servers';
import { ManualClock } from '../testing/manual-clock.ts';
import { HttpListener, ListenError } from './http-listener.ts';
import { TLS_LOOK_MS, TlsIdentity, type TlsFiles } from './tls-identity.ts';

describeWithServer('openssl', () => {
  let authority: CertificateAuthority;
  let files: TlsFiles;
  let clock: ManualClock;
  let listener: HttpListener;
  let port: number;
  let said: string[];

  beforeEach(async () => {
    authority = await createCertificateAuthority();
    files = await authority.issue('localhost');
    clock = new ManualClock();
    said = [];
    listener = new HttpListener((_req, res) => void res.end('ok'), clock, identity());
    port = await listener.listen({ host: '127.0.0.1', port: 0 });
  });

  afterEach(async () => {
    const drained = listener.drain(0);
    clock.advance(0);
    await drained;
    await authority.remove();
  });

  function identity(of: TlsFiles = files): TlsIdentity {
    const say = (_fields: unknown, message: string): void => void said.push(message);
    return new TlsIdentity(of, { clock, log: { debug: say, info: say, warn: say, error: say } });
  }

  /** Whom a new connection meets; rejects unless the authority vouches for it. */
  function meet(): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', ca: readFileSync(authority.caFile) }, () => {
        resolve(String(socket.getPeerCertificate().subject.CN));
        socket.destroy();
      });
      socket.on('error', reject);
    });
  }

  it('is spoken with the certificate, and with a new one once the files have changed', async () => {
    expect(await meet()).toBe('localhost');
    clock.advance(TLS_LOOK_MS);
    expect(said).toEqual([]);
    const next = await authority.issue('next.example');
    cpSync(next.certFile, files.certFile);
    clock.advance(TLS_LOOK_MS);
    // A certificate without its key is only half of the change.
    expect(said).toEqual(['the certificate of the server cannot be read anew: the one before stays']);
    expect(await meet()).toBe('localhost');
    cpSync(next.keyFile, files.keyFile);
    clock.advance(TLS_LOOK_MS);
    expect(await meet()).toBe('next.example');
  });

  it('cannot be spoken without a certificate that can be used, and says so', () => {
    writeFileSync(files.keyFile, 'no key');
    for (const broken of [files, { ...files, certFile: '/nowhere.pem' }]) {
      expect(() => new HttpListener(() => undefined, clock, identity(broken))).toThrow(ListenError);
      expect(() => new HttpListener(() => undefined, clock, identity(broken))).toThrow(
        /^server\.tls: the certificate cannot be used/,
      );
    }
  });
});
