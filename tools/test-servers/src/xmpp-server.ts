/** Somebody who may log in; the password is the username unless another is given. */
export interface XmppAccount {
  readonly username: string;
  readonly password?: string;
}

/** The domain that both XMPP test servers serve unless another is asked for. */
export const XMPP_TEST_DOMAIN = 'chat.test';

/** A real XMPP server that a test started on a private port of the loopback interface. */
export interface XmppServer {
  readonly name: 'prosody' | 'ejabberd';
  readonly domain: string;
  /** Where clients connect: `xmpp://127.0.0.1:<port>`; STARTTLS is offered only where certificates were given. */
  readonly service: string;
  /** Where clients connect by WebSocket; undefined where the server was not set up for it. */
  readonly webSocketService?: string;
  /** What it has logged since its last start. */
  readonly output: () => string;
  /** Sends a signal: SIGSTOP makes it hang with its connections open, SIGCONT wakes it. */
  signal(name: NodeJS.Signals): void;
  /** Ends it in good order; rosters stay, streams end. */
  shutDown(): Promise<void>;
  /** Kills it; what it had not yet written to its disk (ejabberd: two seconds' worth) is lost. */
  crash(): Promise<void>;
  /** Starts it again, on the same port with the same data. */
  startAgain(): Promise<void>;
  /** Ends it for good and removes its data. May be called twice. */
  stop(): Promise<void>;
}

/** The password of an account. */
export function passwordOf(account: XmppAccount): string {
  return account.password ?? account.username;
}

/** As many accounts as asked for, with the same beginning: `friend1`, `friend2`. */
export function numberedAccounts(prefix: string, count: number): XmppAccount[] {
  return Array.from({ length: count }, (_, index) => ({ username: `${prefix}${String(index + 1)}` }));
}
