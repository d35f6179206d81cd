import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { getProgram } from './require-server.ts';
import { makeServerDirectory } from './spawned-server.ts';

/** PEM files of a certificate and its key. */
export interface CertificateFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/** A certificate authority that nobody trusts unless told to. */
export interface CertificateAuthority {
  /** Its own certificate, PEM: what a client is given to trust. */
  readonly caFile: string;
  /** Signs a server certificate for a host name (also good for 127.0.0.1). */
  issue(hostName: string): Promise<CertificateFiles>;
  /** Removes all its files. */
  remove(): Promise<void>;
}

const KEY_OPTIONS = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];

/** Makes one with openssl, valid for two days. */
export async function createCertificateAuthority(): Promise<CertificateAuthority> {
  const directory = await makeServerDirectory('ca');
  const caFile = join(directory, 'ca.crt');
  const caKeyFile = join(directory, 'ca.key');
  const makeCertificate = (...args: string[]): Promise<unknown> =>
    promisify(execFile)(getProgram('openssl'), ['req', '-x509', ...KEY_OPTIONS, ...args]);
  await makeCertificate('-subj', '/CN=Lampfield test authority', '-keyout', caKeyFile, '-out', caFile);
  return {
    caFile,
    issue: async (hostName) => {
      const files = { certFile: join(directory, `${hostName}.crt`), keyFile: join(directory, `${hostName}.key`) };
      const names = [`subjectAltName=DNS:${hostName},IP:127.0.0.1`, 'basicConstraints=critical,CA:FALSE'].flatMap((name) => [
        '-addext',
        name,
      ]);
      const signer = ['-CA', caFile, '-CAkey', caKeyFile];
      await makeCertificate('-subj', `/CN=${hostName}`, ...names, ...signer, '-keyout', files.keyFile, '-out', files.certFile);
      return files;
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
