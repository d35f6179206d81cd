import { readFileSync } from 'node:fs';
import type { Timer } from '../../../ports/clock.ts';
import type { ConnectorContext } from '../../../ports/connector.ts';
import { describeError } from '../../describe-error.ts';
import { GOOD_CONNECTION_MS, reconnectDelayMs } from '../../reconnect-delay.ts';
import { planStreamTarget } from './stream-target.ts';
import type { XmlElement } from './xmpp-library.ts';
import type { XmppOptions } from './xmpp-options.ts';
import type { OpenXmppStream, StreamEnd, XmppStream } from './xmpp-stream.ts';

/** What a keeper tells; the source never hears of a stream again after it was lost. */
export interface StreamKeeperEvents {
  onOnline(stream: XmppStream): void;
  onStanza(stanza: XmlElement): void;
  /** The stream, or the try to get one, is over; the next try is planned already. */
  onLost(): void;
}

/** Parts of a keeper. */
export interface StreamKeeperParts {
  readonly options: XmppOptions;
  readonly context: Pick<ConnectorContext, 'clock' | 'chance' | 'log'>;
  readonly openStream: OpenXmppStream;
  readonly events: StreamKeeperEvents;
}

/**
 * Keeps one stream to the chat server: each is opened from scratch, and when it ends the next is tried, at growing intervals. The
 * library's own reconnection tries each second for ever, also with a wrong password, which locks accounts.
 */
export class StreamKeeper {
  readonly #parts: StreamKeeperParts;
  #stream: XmppStream | undefined;
  #retry: Timer | undefined;
  #failures = 0;
  /** Monotonic milliseconds; undefined while there is no stream. */
  #onlineAtMs: number | undefined;
  #isClosed = false;

  constructor(parts: StreamKeeperParts) {
    this.#parts = parts;
  }

  /** Opens a stream now. */
  open(): void {
    this.#retry = undefined;
    const { options, context, openStream } = this.#parts;
    try {
      const parameters = { target: planTarget(options), domain: options.domain, ca: readCa(options) };
      this.#stream = openStream({
        clock: context.clock,
        account: options,
        parameters,
        events: {
          onOnline: () => {
            this.#onOnline();
          },
          onStanza: (stanza) => {
            this.#parts.events.onStanza(stanza);
          },
          onEnded: (end) => {
            this.#onEnded(end);
          },
        },
      });
    } catch (error) {
      this.#onEnded({ kind: 'refused', detail: describeError(error) });
    }
  }

  /** Gives a stream up that has not ended by itself. */
  abandon(detail: string): void {
    if (this.#stream === undefined) return;
    this.#stream.abort();
    this.#onEnded({ kind: 'lost', detail });
  }

  /** Ends the stream in good order and opens no other. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#retry?.cancel();
    await this.#stream?.close();
    this.#stream = undefined;
  }

  #onOnline(): void {
    if (this.#stream === undefined) return;
    this.#onlineAtMs = this.#parts.context.clock.monotonicMs();
    this.#parts.events.onOnline(this.#stream);
  }

  #onEnded({ kind, detail }: StreamEnd): void {
    if (this.#isClosed) return;
    const { clock, chance, log } = this.#parts.context;
    const { service, domain, username } = this.#parts.options;
    const livedMs = this.#onlineAtMs === undefined ? 0 : clock.monotonicMs() - this.#onlineAtMs;
    this.#stream = undefined;
    this.#onlineAtMs = undefined;
    if (livedMs >= GOOD_CONNECTION_MS) this.#failures = 0;
    const retryInMs = Math.round(reconnectDelayMs(kind, this.#failures, chance));
    this.#failures += 1;
    log.warn({ service, domain, username, kind, detail, retryInMs }, 'no stream to the chat server');
    this.#retry = clock.startTimer(retryInMs, () => {
      this.open();
    });
    this.#parts.events.onLost();
  }
}

function planTarget(options: XmppOptions): Exclude<ReturnType<typeof planStreamTarget>, string> {
  const target = planStreamTarget(options);
  if (typeof target === 'string') throw new Error(target);
  return target;
}

/** Read for each stream, so that a renewed file needs no restart. */
function readCa({ caFile }: XmppOptions): string | undefined {
  if (caFile === undefined) return undefined;
  try {
    return readFileSync(caFile, 'utf8');
  } catch (error) {
    throw new Error(`caFile ${caFile} cannot be read`, { cause: error });
  }
}
