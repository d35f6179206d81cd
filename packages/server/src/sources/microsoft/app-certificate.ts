import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ServiceFailure } from '../web/service-failure.ts';

/** What proves that we are the app, in the form that MSAL takes. */
export interface AppCertificate {
  /** SHA-256 of the certificate in hexadecimal digits; travels as `x5t#S256`. */
  readonly thumbprintSha256: string;
  /** PEM. */
  readonly privateKey: string;
}

/** Where it lies. */
export interface AppCertificateFiles {
  readonly certificateFile: string;
  readonly privateKeyFile: string;
}

/**
 * Reads a certificate and its key, and checks what would only be refused far away, in words that say less.
 *
 * @param wallMs now, epoch milliseconds
 * @throws ServiceFailure `refused` when a file cannot be used
 */
export function readAppCertificate({ certificateFile, privateKeyFile }: AppCertificateFiles, wallMs: number): AppCertificate {
  const [certificatePem, keyPem] = [readText('certificateFile', certificateFile), readText('privateKeyFile', privateKeyFile)];
  const certificate = parse('certificateFile', certificateFile, () => new X509Certificate(certificatePem));
  const key = parse('privateKeyFile', privateKeyFile, () => createPrivateKey(keyPem));
  const flaw = findFlaw(certificate, key, wallMs);
  if (flaw !== undefined) throw new ServiceFailure('refused', `certificateFile ${certificateFile} cannot be used: ${flaw}`);
  return { thumbprintSha256: certificate.fingerprint256.replaceAll(':', ''), privateKey: keyPem };
}

function findFlaw(certificate: X509Certificate, key: KeyObject, wallMs: number): string | undefined {
  if (key.asymmetricKeyType !== 'rsa') return `its key is ${key.asymmetricKeyType ?? 'of an unknown kind'}, Entra takes RSA only`;
  if (!certificate.checkPrivateKey(key)) return 'the key in privateKeyFile is not the one of this certificate';
  return Date.parse(certificate.validTo) < wallMs ? `it expired on ${certificate.validTo}` : undefined;
}

function readText(option: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ServiceFailure('refused', `${option} ${file} cannot be read`, { cause });
  }
}

/** The parser's own error is not passed on: nothing that was in a key file belongs into a log. */
function parse<T>(option: string, file: string, read: () => T): T {
  try {
    return read();
  } catch {
    throw new ServiceFailure('refused', `${option} ${file} is not PEM, or it needs a passphrase`);
  }
}
