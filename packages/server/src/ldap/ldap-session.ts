import { BusyError, UnavailableError } from 'ldapts';
import type { ConnectorContext } from '../ports/connector.ts';
import type { LdapConnection, LdapSearch, OnEntry, SearchEnd } from './ldap-connection.ts';
import { LdapConnectionLostError, LdapTimeoutError } from './ldap-errors.ts';
import { findLdapRisk, type LdapServerOptions } from './ldap-server-options.ts';
import { openFirstReachable } from './open-first-reachable.ts';
import { untilAborted, withDeadline } from './with-deadline.ts';

/** A search without what the session itself adds. */
export type SessionSearch = Omit<LdapSearch, 'timeLimitSeconds'>;

/** Idle connections are forgotten by firewalls without a word; after this long a new one is cheaper than to find out. */
const MOST_IDLE_MS = 60_000;

/**
 * Searches as the configured account, over one connection for all (directory servers answer many requests at a time on one). Every connection is signed in
 * before it is used; when it is lost, the next search gets a new one, of the next server if the first cannot be reached.
 */
export class LdapSession {
  readonly #options: LdapServerOptions;
  readonly #context: Pick<ConnectorContext, 'clock' | 'log'>;
  readonly #stopping = new AbortController();
  #connection: LdapConnection | undefined;
  #opening: Promise<LdapConnection> | undefined;
  #usedAtMs = 0;

  constructor(options: LdapServerOptions, context: Pick<ConnectorContext, 'clock' | 'log'>) {
    this.#options = options;
    this.#context = context;
    const risk = findLdapRisk(options);
    if (risk !== undefined) context.log.warn({}, risk);
  }

  /**
   * Searches. On a connection that turns out to be lost the search begins once more, so an entry may be given twice. Rejects with the signal's reason, or with
   * what went wrong (never with a password in it).
   */
  search(search: SessionSearch, onEntry: OnEntry, signal: AbortSignal): Promise<SearchEnd> {
    const { timeoutSeconds: seconds } = this.#options;
    const either = AbortSignal.any([signal, this.#stopping.signal]);
    return withDeadline({ clock: this.#context.clock, seconds, what: 'The search' }, either, async (inTime) => {
      const request = { ...search, timeLimitSeconds: seconds };
      try {
        return await this.#searchOnce(request, onEntry, inTime);
      } catch (error) {
        if (!(error instanceof LdapConnectionLostError)) throw error;
        return await this.#searchOnce(request, onEntry, inTime);
      }
    });
  }

  /** Signs off; whatever is on its way is rejected. */
  stop(): void {
    this.#stopping.abort(new LdapConnectionLostError('The directory has been stopped'));
    this.#connection?.close();
    // One that has just been opened would otherwise be nobody's.
    this.#opening?.then(
      (connection) => connection.close(),
      () => undefined,
    );
  }

  async #searchOnce(search: LdapSearch, onEntry: OnEntry, signal: AbortSignal): Promise<SearchEnd> {
    const connection = await untilAborted(this.#getConnection(), signal);
    const receivedBefore = connection.receivedMessages;
    try {
      return await connection.search(search, onEntry, signal);
    } catch (error) {
      const isSilent = error instanceof LdapTimeoutError && connection.receivedMessages === receivedBefore;
      if (isSilent) connection.destroy();
      // A server that is overloaded or shutting down: the next search tries anew, elsewhere if there is an elsewhere.
      if (error instanceof BusyError || error instanceof UnavailableError) connection.close();
      throw error;
    } finally {
      this.#usedAtMs = this.#context.clock.monotonicMs();
    }
  }

  async #getConnection(): Promise<LdapConnection> {
    const current = this.#connection;
    if (current !== undefined && !current.isLost) {
      if (this.#context.clock.monotonicMs() - this.#usedAtMs < MOST_IDLE_MS || current.isBusy) return current;
      current.close();
    }
    this.#opening ??= this.#open().finally(() => (this.#opening = undefined));
    return await this.#opening;
  }

  /** Does not depend on the search that asked first: others wait for it as well. */
  async #open(): Promise<LdapConnection> {
    const { bindDn: dn, bindPassword: password } = this.#options;
    this.#connection = await openFirstReachable({ options: this.#options, dn, password }, this.#context, this.#stopping.signal);
    this.#usedAtMs = this.#context.clock.monotonicMs();
    return this.#connection;
  }
}
