import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { TLSSocket } from 'node:tls';
import { buildConnector, Pool, request } from 'undici';
import type { Clock } from '../../ports/clock.ts';
import { describeError } from '../describe-error.ts';
import { ServiceFailure } from './service-failure.ts';

/** One call of a web service. */
export interface WebRequest {
  readonly method: string;
  /** Carries no secret: it is named in errors, without its query, unless there is a `name`. */
  readonly url: URL;
  /** What errors call it instead of its URL: for paths that have somebody's address in them. */
  readonly name?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** From the call to the end of its answer; milliseconds. */
  readonly timeoutMs: number;
  /** Largest answer that is read; bytes. */
  readonly mostBytes: number;
  /** Ends the call when nobody wants its answer any more. */
  readonly signal?: AbortSignal;
}

/** An answer, whatever its status. Redirects are answers too: credentials follow no redirect. */
export interface WebAnswer {
  readonly status: number;
  /** Names in lower case; of several of one name, all. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Read as UTF-8. */
  readonly body: string;
}

/** How the far end is reached. */
export interface WebCallerOptions {
  /** PEM file of the authority that signed the certificate, instead of the public ones. */
  readonly caFile?: string;
  /** Most connections at once to an origin; what finds none waits within its time. */
  readonly connections: number;
}

/** The connection that was opened last. */
export interface WebConnection {
  /** 1 for the first one, and so on. */
  readonly number: number;
  /** The far end's certificate, DER; absent without TLS. */
  readonly certificate?: Buffer;
}

/** Certificates that are not to be trusted (codes of Node's TLS): asking again does not help. */
const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS/;

/** Calls web services, on connections of its own that are kept open. */
export class WebCaller {
  readonly #clock: Pick<Clock, 'startTimer'>;
  readonly #options: WebCallerOptions;
  /** By origin. Not undici's Agent, which loses count when a connection closes just before the next call, and then opens one for each. */
  readonly #pools = new Map<string, Pool>();
  #connection: WebConnection | undefined;

  constructor(clock: Pick<Clock, 'startTimer'>, options: WebCallerOptions) {
    this.#clock = clock;
    this.#options = options;
  }

  /**
   * Makes a call and reads its whole answer.
   *
   * @throws ServiceFailure `lost` when there is no answer, not in time, or a larger one; `refused` when the certificate cannot be trusted, or caFile not be read
   */
  async call(call: WebRequest): Promise<WebAnswer> {
    const ending = new AbortController();
    const end = (): void => {
      ending.abort();
    };
    let isOverdue = false;
    const timer = this.#clock.startTimer(call.timeoutMs, () => {
      isOverdue = true;
      end();
    });
    call.signal?.addEventListener('abort', end);
    if (call.signal?.aborted === true) end();
    try {
      return await this.#exchange(call, ending.signal);
    } catch (error) {
      throw toFailure(error, call, isOverdue);
    } finally {
      timer.cancel();
      call.signal?.removeEventListener('abort', end);
    }
  }

  /**
   * The connection that was opened last; undefined before there was one. With one connection at most it is the one that the last answer came on, which
   * is what matters where connections are signed in and not calls (NTLM).
   */
  get connection(): WebConnection | undefined {
    return this.#connection;
  }

  /** Ends its connections, at once. */
  async close(): Promise<void> {
    await Promise.all(Array.from(this.#pools.values(), (pool) => pool.destroy()));
  }

  async #exchange(call: WebRequest, signal: AbortSignal): Promise<WebAnswer> {
    const { method, url, headers, body, mostBytes } = call;
    const dispatcher = this.#poolOf(url);
    const answer = await request(url, {
      method: method as 'GET',
      ...(headers !== undefined && { headers }),
      ...(body !== undefined && { body }),
      dispatcher,
      signal,
    });
    const pieces: Buffer[] = [];
    let bytes = 0;
    for await (const piece of answer.body as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > mostBytes)
        throw new ServiceFailure('lost', `${nameOf(call)} answers with more than ${String(mostBytes)} bytes`);
      pieces.push(piece);
    }
    return { status: answer.statusCode, headers: answer.headers, body: Buffer.concat(pieces).toString('utf8') };
  }

  #poolOf({ origin }: URL): Pool {
    const pool = this.#pools.get(origin) ?? this.#createPool(origin);
    this.#pools.set(origin, pool);
    return pool;
  }

  #createPool(origin: string): Pool {
    const { caFile, connections } = this.#options;
    // Our own timer counts, not the pool's: 0 switches those off.
    const patience = { headersTimeout: 0, bodyTimeout: 0 };
    const open = buildConnector(caFile === undefined ? {} : { ca: readCa(caFile) });
    const connect: typeof open = (target, callback) => {
      open(target, (...outcome) => {
        if (outcome[1] !== null) this.#connection = describeConnection(outcome[1], (this.#connection?.number ?? 0) + 1);
        callback(...outcome);
      });
    };
    return new Pool(origin, { connections, pipelining: 1, ...patience, connect });
  }
}

/** The first of a header's values. */
export function headerOf({ headers }: WebAnswer, name: string): string | undefined {
  const value = headers[name.toLowerCase()];
  return typeof value === 'string' ? value : value?.[0];
}

function describeConnection(socket: object, number: number): WebConnection {
  const certificate = socket instanceof TLSSocket ? socket.getPeerX509Certificate()?.raw : undefined;
  return { number, ...(certificate !== undefined && { certificate }) };
}

/** All of a header's values, those of one line as well. */
export function valuesOf({ headers }: WebAnswer, name: string): readonly string[] {
  return [headers[name.toLowerCase()] ?? []].flat();
}

/** Where a call went, for errors: without query and without anything secret. */
function nameOf({ name, url }: WebRequest): string {
  return name ?? url.origin + url.pathname;
}

function readCa(caFile: string): string {
  const pem = readCaFile(caFile);
  try {
    // TLS itself passes over what it cannot read, and then trusts nobody, which would look like the fault of the far end.
    new X509Certificate(pem);
    return pem;
  } catch (cause) {
    throw new ServiceFailure('refused', `caFile ${caFile} holds no readable certificate (PEM)`, { cause });
  }
}

function readCaFile(caFile: string): string {
  try {
    return readFileSync(caFile, 'utf8');
  } catch (cause) {
    throw new ServiceFailure('refused', `caFile ${caFile} cannot be read`, { cause });
  }
}

function toFailure(error: unknown, call: WebRequest, isOverdue: boolean): ServiceFailure {
  if (error instanceof ServiceFailure) return error;
  if (isOverdue) return new ServiceFailure('lost', `${nameOf(call)} did not answer within ${String(call.timeoutMs)} ms`);
  const { code } = (error ?? {}) as { readonly code?: unknown };
  const kind = typeof code === 'string' && UNTRUSTED.test(code) ? 'refused' : 'lost';
  return new ServiceFailure(kind, `${nameOf(call)} cannot be reached (${describeError(error)})`, { cause: error });
}
