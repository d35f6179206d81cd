import { readFileSync, statSync } from 'node:fs';
import { describeError } from '../../../describe-error.ts';
import { ServiceFailure } from '../../../web/service-failure.ts';

/** Longest token that is sent: headers have their limits. Bytes. */
const LONGEST_TOKEN_BYTES = 8192;
/** What a bearer token is made of (RFC 6750, section 2.1). */
const TOKEN = /^[\w.~+/-]+=*$/;

/** A token that another program keeps fresh in a file. */
export class TokenFile {
  readonly #path: string;
  #read: { readonly stamp: string; readonly token: string } | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * The token in the file now; read again when the file is another one, or was written to.
   *
   * @throws ServiceFailure `refused` when there is none
   */
  getToken(): string {
    try {
      const { ino, size, mtimeMs } = statSync(this.#path);
      const stamp = `${String(ino)} ${String(size)} ${String(mtimeMs)}`;
      if (this.#read?.stamp !== stamp) this.#read = { stamp, token: this.#readToken(size) };
      return this.#read.token;
    } catch (error) {
      this.#read = undefined;
      if (error instanceof ServiceFailure) throw error;
      throw new ServiceFailure('refused', `tokenFile ${this.#path} cannot be read (${describeError(error)})`);
    }
  }

  #readToken(size: number): string {
    const token = size > LONGEST_TOKEN_BYTES ? '' : readFileSync(this.#path, 'utf8').trim();
    if (!TOKEN.test(token))
      throw new ServiceFailure('refused', `tokenFile ${this.#path} holds no bearer token (RFC 6750) and nothing else`);
    return token;
  }
}
