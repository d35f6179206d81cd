import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { Clock, Timer } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';

/** PEM files: the certificate with those between it and its authority, and its key. */
export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/** What a server shows who it is with. */
export interface TlsMaterial {
  readonly cert: string;
  readonly key: string;
}

/** How often the files are looked at: certificates are replaced days before they expire. */
export const TLS_LOOK_MS = 60_000;

/** The certificate of the server, read anew when its files change. */
export class TlsIdentity {
  readonly #files: TlsFiles;
  readonly #clock: Clock;
  readonly #log: Log;
  #current: TlsMaterial | undefined;
  #timer: Timer | undefined;

  constructor(files: TlsFiles, { clock, log }: { readonly clock: Clock; readonly log: Log }) {
    this.#files = files;
    this.#clock = clock;
    this.#log = log;
  }

  /** Reads the files; throws when they cannot be read, or do not fit together. */
  read(): TlsMaterial {
    const material = { cert: readFileSync(this.#files.certFile, 'utf8'), key: readFileSync(this.#files.keyFile, 'utf8') };
    createSecureContext(material);
    this.#current = material;
    return material;
  }

  /** Calls back with what is new. Files that do not fit together, as while they are being replaced, are left alone until they do. */
  watch(onChange: (material: TlsMaterial) => void): void {
    this.#timer = this.#clock.startTimer(TLS_LOOK_MS, () => {
      this.watch(onChange);
      this.#look(onChange);
    });
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #look(onChange: (material: TlsMaterial) => void): void {
    const before = this.#current;
    try {
      const now = this.read();
      if (before?.cert === now.cert && before.key === now.key) return;
      onChange(now);
      this.#log.info({ certFile: this.#files.certFile }, 'the certificate of the server has been replaced');
    } catch (err) {
      this.#log.warn(
        { err, certFile: this.#files.certFile },
        'the certificate of the server cannot be read anew: the one before stays',
      );
    }
  }
}
