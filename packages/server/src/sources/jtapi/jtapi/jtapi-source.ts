import {
  JtapiBridge,
  type JtapiBridgeEvents,
  type JtapiLine,
  type JtapiTrouble,
  type LineRefusal,
} from '@lampfield/jtapi-bridge';
import type { PresenceType } from '@lampfield/protocol';
import type { Timer } from '../../../ports/clock.ts';
import type { ConnectorContext } from '../../../ports/connector.ts';
import type { PresenceSource, SourceSink } from '../../../ports/source.ts';
import { TurnQueue } from '../../turn-queue.ts';
import type { DwellCheck } from '../telephony/dwell.ts';
import type { JtapiOptions } from './jtapi-options.ts';
import { refusalDelayMs } from './refusal-delay.ts';
import { WatchedLine } from './watched-line.ts';

/** The bridge, as the source uses it. */
export type LineBridge = Pick<JtapiBridge, 'start' | 'watch' | 'renew' | 'unwatch' | 'readAgain' | 'stop'>;

/** Parts of the source. */
export interface JtapiSourceParts {
  readonly type: PresenceType;
  readonly options: JtapiOptions;
  readonly context: Pick<ConnectorContext, 'clock' | 'chance' | 'log'>;
  /** Replaced in tests. */
  readonly openBridge?: (events: JtapiBridgeEvents) => LineBridge;
}

/** A line that has not been read by then no longer keeps the others from being certain; milliseconds, besides the pace of the starts. */
const REPLAY_PATIENCE_MS = 10_000;

/**
 * Phone lines through the phone system's own JTAPI library, which a Java program of ours runs. Whenever that comes into service, all lines
 * that are wanted are watched anew; the source is up again once each of them has been read, or refused.
 */
export class JtapiSource implements PresenceSource {
  readonly type: PresenceType;
  readonly connector = 'jtapi';
  /** CTIManagers limit the devices of a provider. */
  readonly capacity: number;
  readonly #parts: JtapiSourceParts;
  readonly #bridge: LineBridge;
  readonly #lines = new Map<string, WatchedLine>();
  readonly #queue: TurnQueue<string>;
  /** Those whose answer is waited for before the source is up. */
  readonly #awaited = new Set<string>();
  #sink: SourceSink | undefined;
  #state: 'new' | 'down' | 'replaying' | 'up' | 'stopped' = 'new';
  #trouble: JtapiTrouble | undefined;
  #replayTimer: Timer | undefined;
  #lastWatch = 0;

  constructor(parts: JtapiSourceParts) {
    const { options, context } = parts;
    this.type = parts.type;
    this.#parts = parts;
    this.capacity = options.maxDevices;
    this.#queue = new TurnQueue({
      clock: context.clock,
      perSecond: options.startsPerSecond,
      onTurn: (dn) => this.#watch(dn),
    });
    const openBridge = parts.openBridge ?? ((events: JtapiBridgeEvents) => new JtapiBridge(options, context, events));
    this.#bridge = openBridge({
      onInService: () => this.#replay(),
      onTrouble: (trouble) => this.#onTrouble(trouble),
      onLine: (line) => this.#onLine(line),
      onRefused: (refusal) => this.#onRefused(refusal),
    });
  }

  get trouble(): string | undefined {
    return this.#trouble?.detail;
  }

  start(sink: SourceSink): void {
    this.#sink = sink;
    this.#bridge.start();
  }

  observe(identifier: string): void {
    if (this.#state === 'stopped' || this.#lines.has(identifier)) return;
    this.#lines.set(identifier, new WatchedLine());
    if (this.#isInService) this.#queue.enqueue(identifier);
  }

  release(identifier: string): void {
    this.#lines.get(identifier)?.timer?.cancel();
    if (!this.#lines.delete(identifier)) return;
    this.#queue.leave(identifier);
    // Also while the phone system is away: the library keeps its observers over that.
    this.#bridge.unwatch(identifier);
    this.#answered(identifier);
  }

  async stop(): Promise<void> {
    this.#state = 'stopped';
    this.#pause();
    this.#lines.clear();
    await this.#bridge.stop();
  }

  get #isInService(): boolean {
    return this.#state === 'replaying' || this.#state === 'up';
  }

  #watch(dn: string): void {
    const line = this.#lines.get(dn);
    if (line === undefined) return;
    const watch = (this.#lastWatch += 1);
    // What the library has of an overdue line is what is in doubt.
    if (line.beginWatch(watch) === 'renewed') this.#bridge.renew(dn, watch);
    else this.#bridge.watch(dn, watch);
  }

  #replay(): void {
    if (this.#state === 'stopped') return;
    this.#pause();
    this.#trouble = undefined;
    this.#state = 'replaying';
    const wanted = [...this.#lines.keys()];
    for (const dn of wanted) this.#awaited.add(dn);
    const { options, context } = this.#parts;
    const patienceMs = REPLAY_PATIENCE_MS + (wanted.length / options.startsPerSecond) * 1000;
    this.#replayTimer = context.clock.startTimer(patienceMs, () => this.#giveUpWaiting());
    for (const dn of wanted) this.#queue.enqueue(dn);
    this.#upWhenAnswered();
  }

  #answered(dn: string): void {
    if (this.#awaited.delete(dn)) this.#upWhenAnswered();
  }

  #upWhenAnswered(): void {
    if (this.#state !== 'replaying' || this.#awaited.size > 0) return;
    this.#replayTimer?.cancel();
    this.#state = 'up';
    this.#parts.context.log.info({ ctiManagers: this.#parts.options.ctiManagers }, 'phone lines are watched through JTAPI');
    this.#sink?.up();
  }

  #giveUpWaiting(): void {
    for (const dn of this.#awaited) {
      const line = this.#lines.get(dn);
      if (line !== undefined) this.#sink?.report(dn, line.unconfirmed('PENDING'));
    }
    this.#awaited.clear();
    this.#upWhenAnswered();
  }

  #onTrouble(trouble: JtapiTrouble): void {
    if (this.#state === 'stopped') return;
    this.#trouble = trouble;
    if (trouble.code === 'STARTING') return;
    this.#pause();
    this.#state = 'down';
    this.#sink?.down(trouble.code === 'REFUSED' ? 'DENIED' : 'SOURCE_DOWN');
  }

  /** Nothing is asked for, and nothing that was asked for is answered. */
  #pause(): void {
    this.#queue.clear();
    this.#awaited.clear();
    this.#replayTimer?.cancel();
    const nowMs = this.#parts.context.clock.wallMs();
    for (const line of this.#lines.values()) line.lose(nowMs);
  }

  #onLine(told: JtapiLine): void {
    const line = this.#findCurrent(told);
    if (line === undefined) return;
    this.#show(told.dn, line, line.take(told, this.#parts.context.clock.wallMs()));
    this.#answered(told.dn);
  }

  #onRefused(refusal: LineRefusal): void {
    const { clock, chance, log } = this.#parts.context;
    const { dn, step, reason } = refusal;
    const line = this.#findCurrent(refusal);
    if (line === undefined) return;
    // Once for each line, however often it is asked for.
    const say = line.refusals === 0 ? log.warn : log.debug;
    say({ ...refusal }, 'the phone system does not let a line be watched');
    if (step === 'observe') return;
    this.#sink?.report(dn, line.refuse(refusal, clock.wallMs()));
    line.timer?.cancel();
    line.timer = clock.startTimer(refusalDelayMs(reason, line.refusals - 1, chance), () => {
      if (step === 'read') this.#bridge.readAgain(dn);
      else this.#queue.enqueue(dn);
    });
    this.#answered(dn);
  }

  #show(dn: string, line: WatchedLine, { report, isOverdue, dwellDeadlineMs }: DwellCheck): void {
    const { clock } = this.#parts.context;
    this.#sink?.report(dn, report);
    line.timer?.cancel();
    // At the pace of all starts, because each is one for the phone system; and not at all if the line goes on by itself before its turn.
    if (isOverdue) this.#queue.enqueue(dn);
    else this.#queue.leave(dn);
    if (dwellDeadlineMs === undefined) return;
    line.timer = clock.startTimer(dwellDeadlineMs - clock.wallMs(), () => this.#show(dn, line, line.check(clock.wallMs())));
  }

  /** Late news of an earlier watch is none. */
  #findCurrent({ dn, watch }: Pick<JtapiLine, 'dn' | 'watch'>): WatchedLine | undefined {
    const line = this.#lines.get(dn);
    return line?.watch === watch ? line : undefined;
  }
}
