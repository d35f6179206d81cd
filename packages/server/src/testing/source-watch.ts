import { decodePresenceItem, presenceId, type PresenceReason, type PresenceType } from '@lampfield/protocol';
import type { PresenceSource, SourceReport } from '../ports/source.ts';
import { RecordingSink } from './recording-sink.ts';

/** What is wrong with a report; undefined when nothing is. @param wallNow epoch milliseconds */
export function findReportFlaw(report: SourceReport, type: PresenceType, wallNow: number): string | undefined {
  if ((report.state === 'UNKNOWN' || report.stale === true) && report.reason === undefined)
    return 'UNKNOWN or stale without a reason';
  if (report.since !== null && report.since > wallNow)
    return `began in the future, at ${String(report.since)}, it is ${String(wallNow)}`;
  const item = { id: presenceId('1', type), identifier: '1', type, version: 1, confirmedAt: wallNow, ...report };
  const decoded = decodePresenceItem(item);
  return decoded.ok ? undefined : `${decoded.path} is not ${decoded.expected}`;
}

/** A sink that knows what is observed, and writes down every report that no source may send. */
class WatchfulSink extends RecordingSink {
  readonly flaws: string[] = [];
  readonly observed = new Set<string>();
  isOver = false;
  readonly #type: PresenceType;
  readonly #wallMs: () => number;

  constructor(type: PresenceType, wallMs: () => number) {
    super();
    this.#type = type;
    this.#wallMs = wallMs;
  }

  override report(identifier: string, report: SourceReport): void {
    super.report(identifier, report);
    const flaw = findReportFlaw(report, this.#type, this.#wallMs());
    if (flaw !== undefined) this.flaws.push(`${identifier}: ${flaw}`);
    if (!this.observed.has(identifier)) this.flaws.push(`${identifier}: reported ${report.state}, but is not observed`);
    this.#noteIfOver('report');
  }

  override up(): void {
    super.up();
    this.#noteIfOver('up');
  }

  override down(reason: PresenceReason): void {
    super.down(reason);
    this.#noteIfOver('down');
  }

  #noteIfOver(call: string): void {
    if (this.isOver) this.flaws.push(`${call} after stop had settled`);
  }
}

/** Uses a source as the presence layer would, and watches what it says. */
export class SourceWatch {
  readonly sink: WatchfulSink;
  readonly #source: PresenceSource;
  #stopping: Promise<void> | undefined;

  constructor(source: PresenceSource, wallMs: () => number) {
    this.#source = source;
    this.sink = new WatchfulSink(source.type, wallMs);
  }

  /** Reports that no source may send, in words; empty when all was well. */
  get flaws(): readonly string[] {
    return this.sink.flaws;
  }

  start(): void {
    this.#source.start(this.sink);
  }

  /** Fails as the source does. */
  async observe(identifier: string): Promise<void> {
    this.sink.observed.add(identifier);
    await this.#source.observe(identifier);
  }

  release(identifier: string): void {
    this.sink.observed.delete(identifier);
    this.#source.release(identifier);
  }

  /** Stops the source, once however often it is called. What it says after that has settled is a flaw. */
  stop(): Promise<void> {
    this.#stopping ??= this.#source.stop().then(() => {
      this.sink.isOver = true;
    });
    return this.#stopping;
  }

  hasState(identifier: string): boolean {
    return this.sink.findLatest(identifier) !== undefined;
  }
}
