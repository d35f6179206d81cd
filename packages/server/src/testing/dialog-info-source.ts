import type { PresenceType } from '@lampfield/protocol';
import type { Clock } from '../ports/clock.ts';
import type { PresenceSource, SourceSink } from '../ports/source.ts';
import { EVENT_PACKAGES } from '../sources/jtapi/sip/line/address-reader.ts';
import { WatchedLine } from '../sources/jtapi/sip/line/watched-line.ts';

/** As a kamailio sends it. */
const CONTENT_TYPE = 'application/dialog-info+xml';

/**
 * Phone lines that are told of by dialog-info documents (RFC 4235), as the SIP connector's are, but without a network: a test, or a benchmark,
 * brings the body of each NOTIFY. What becomes of it is the connector's own work.
 */
export class DialogInfoSource implements PresenceSource {
  readonly type: PresenceType = 'JTAPI';
  readonly connector = 'dialog-info';
  readonly #clock: Clock;
  readonly #lines = new Map<string, WatchedLine>();
  #sink: SourceSink | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  start(sink: SourceSink): void {
    this.#sink = sink;
    sink.up();
  }

  observe(identifier: string): void {
    if (this.#lines.has(identifier)) return;
    const line = new WatchedLine({
      clock: this.#clock,
      addresses: [identifier],
      eventPackage: EVENT_PACKAGES.dialog,
      maxDwellMs: {},
      onReport: (report) => this.#sink?.report(identifier, report),
      onOverdue: () => undefined,
    });
    this.#lines.set(identifier, line);
  }

  release(identifier: string): void {
    this.#lines.get(identifier)?.stop();
    this.#lines.delete(identifier);
  }

  /** The next document of a line's subscription; of no effect while the line is not observed. */
  take(identifier: string, text: string): void {
    const document = { contentType: CONTENT_TYPE, text };
    this.#lines.get(identifier)?.take(identifier, { document, dialogId: identifier, isRead: false });
  }

  stop(): Promise<void> {
    for (const identifier of [...this.#lines.keys()]) this.release(identifier);
    return Promise.resolve();
  }
}
