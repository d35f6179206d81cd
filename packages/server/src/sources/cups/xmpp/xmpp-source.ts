import type { PresenceReason, PresenceType } from '@lampfield/protocol';
import type { ConnectorContext } from '../../../ports/connector.ts';
import type { PresenceSource, SourceSink } from '../../../ports/source.ts';
import { within } from '../../within.ts';
import { foldBareAddress, isAskableAddress } from './chat-address.ts';
import { datedStateOf, dateVerdict, type DatedState } from './dated-report.ts';
import { PENDING, type Verdict } from './presence-aggregate.ts';
import { RosterSession } from './roster-session.ts';
import { StreamKeeper } from './stream-keeper.ts';
import type { XmppOptions } from './xmpp-options.ts';
import { openXmppStream, type OpenXmppStream, type XmppStream } from './xmpp-stream.ts';

/** Parts of the source. */
export interface XmppSourceParts {
  readonly type: PresenceType;
  readonly options: XmppOptions;
  readonly context: Pick<ConnectorContext, 'clock' | 'chance' | 'log'>;
  /** Replaced in tests. */
  readonly openStream?: OpenXmppStream;
}

/** What is remembered of an observed address, over all streams. */
interface Observed {
  /** As the layer above calls it. */
  readonly identifier: string;
  /** It can be asked at all. */
  readonly isWanted: boolean;
  /** The last state that was known, and since when. */
  dated: DatedState | undefined;
  /** The last thing that was said: nothing, something, or that it denied us. */
  said: 'nothing' | 'something' | 'denied';
}

/** What stop() leaves to the removal of contacts; what it does not reach is removed by the next start. Milliseconds. */
const DRAIN_MS = 3000;

/**
 * Presence of chat users over XMPP: the account subscribes to whom somebody observes and takes them off its contact list when nobody
 * does. Addresses are folded bare ones inside.
 */
export class XmppSource implements PresenceSource {
  readonly type: PresenceType;
  readonly connector = 'xmpp';
  readonly capacity: number;
  readonly #parts: XmppSourceParts;
  readonly #own: string;
  readonly #observed = new Map<string, Observed>();
  readonly #borrowed = new Set<string>();
  readonly #keeper: StreamKeeper;
  #sink: SourceSink | undefined;
  #session: RosterSession | undefined;
  #state: 'new' | 'up' | 'down' | 'stopped' = 'new';

  constructor(parts: XmppSourceParts) {
    const { options, context, openStream = openXmppStream } = parts;
    this.type = parts.type;
    this.capacity = options.maxSubscriptions;
    this.#parts = parts;
    this.#own = foldBareAddress(`${options.username}@${options.domain}`);
    this.#keeper = new StreamKeeper({
      options,
      context,
      openStream,
      events: {
        onOnline: (stream) => {
          this.#begin(stream);
        },
        onStanza: (stanza) => this.#session?.onStanza(stanza),
        onLost: () => {
          this.#onLost();
        },
      },
    });
  }

  start(sink: SourceSink): void {
    this.#sink = sink;
    this.#keeper.open();
  }

  observe(identifier: string): void {
    const bare = foldBareAddress(identifier);
    if (this.#state === 'stopped' || this.#observed.has(bare)) return;
    const reason = this.#reasonNotToAsk(bare);
    this.#observed.set(bare, { identifier, isWanted: reason === undefined, dated: undefined, said: 'nothing' });
    if (reason !== undefined) {
      this.#report(bare, { state: 'UNKNOWN', reason });
      return;
    }
    this.#session?.onWishChanged(bare);
    if (this.#state === 'up') this.#report(bare, this.#session?.verdictOf(bare));
  }

  release(identifier: string): void {
    const bare = foldBareAddress(identifier);
    const wasWanted = this.#isWanted(bare);
    this.#observed.delete(bare);
    if (wasWanted) this.#session?.onWishChanged(bare);
  }

  async stop(): Promise<void> {
    if (this.#state === 'stopped') return;
    this.#state = 'stopped';
    const wanted = this.#wanted();
    this.#observed.clear();
    for (const bare of wanted) this.#session?.onWishChanged(bare);
    if (this.#session !== undefined) await within(this.#parts.context.clock, DRAIN_MS, this.#session.drain());
    this.#session?.end();
    this.#session = undefined;
    await this.#keeper.close();
  }

  #isWanted(bare: string): boolean {
    return this.#observed.get(bare)?.isWanted === true;
  }

  #wanted(): string[] {
    return [...this.#observed].filter(([, { isWanted }]) => isWanted).map(([bare]) => bare);
  }

  #reasonNotToAsk(bare: string): PresenceReason | undefined {
    if (!isAskableAddress(bare)) return 'NOT_FOUND';
    // An account cannot be on its own contact list, and it watches others, not itself.
    return bare === this.#own ? 'NOT_CONTROLLED' : undefined;
  }

  #begin(stream: XmppStream): void {
    const { options, context } = this.#parts;
    this.#session = new RosterSession({
      clock: context.clock,
      log: context.log,
      stream,
      settings: {
        own: this.#own,
        domain: options.domain,
        group: options.rosterGroup,
        answerMs: options.answerSeconds * 1000,
        changesPerSecond: options.rosterChangesPerSecond,
        pingMs: options.pingSeconds * 1000,
        pingTimeoutMs: options.pingTimeoutSeconds * 1000,
      },
      wishes: {
        isWanted: (bare) => this.#isWanted(bare),
        wanted: () => this.#wanted(),
        isDenied: (bare) => this.#observed.get(bare)?.said === 'denied',
        borrowed: this.#borrowed,
      },
      events: {
        onSettled: () => {
          this.#onSettled();
        },
        onVerdict: (bare, verdict, seenAtMs) => {
          this.#report(bare, verdict, seenAtMs);
        },
        onUseless: (detail) => {
          this.#keeper.abandon(detail);
        },
      },
    });
  }

  /** Whatever was said before the stream was lost is said anew, or taken back, before the source counts as up. */
  #onSettled(): void {
    for (const [bare, { said, isWanted }] of this.#observed) {
      if (!isWanted) continue;
      this.#report(bare, this.#session?.verdictOf(bare) ?? (said === 'nothing' ? undefined : PENDING));
    }
    this.#state = 'up';
    const { service, domain } = this.#parts.options;
    this.#parts.context.log.info({ service, domain }, 'chat server is watched');
    this.#sink?.up();
  }

  #onLost(): void {
    this.#session?.end();
    this.#session = undefined;
    if (this.#state === 'down' || this.#state === 'stopped') return;
    this.#state = 'down';
    this.#sink?.down('SOURCE_DOWN');
  }

  #report(bare: string, verdict: Verdict | undefined, seenAtMs?: number): void {
    const observed = this.#observed.get(bare);
    if (observed === undefined || verdict === undefined) return;
    const report = dateVerdict(verdict, observed.dated, seenAtMs);
    observed.dated = datedStateOf(report);
    observed.said = report.reason === 'DENIED' ? 'denied' : 'something';
    this.#sink?.report(observed.identifier, report);
  }
}
