import type { PresenceReason, PresenceType } from '@lampfield/protocol';
import type { PresenceSource, SourceReport, SourceSink } from '../ports/source.ts';

/** What a scripted source does when it is asked to observe: tell what it knows, say nothing for now, throw, or reject later. */
export type ObserveBehaviour = 'ANSWER' | 'SILENT' | 'THROW' | 'REJECT';

/** One call that a scripted source received. */
export interface ScriptedSourceCall {
  readonly call: 'start' | 'observe' | 'release' | 'stop';
  readonly identifier?: string;
}

/** How a scripted source is at first. */
export interface ScriptedSourceOptions {
  /** Name of the connector; default `scripted`. */
  readonly connector?: string;
  /** Whether it says `up` as soon as it is started; default true. */
  readonly isUpAtStart?: boolean;
  /** Most that it lets be observed at once; default: no limit. Observing more is refused with an error. */
  readonly capacity?: number;
  /**
   * The state of what nothing was said of yet; undefined = it is not known, and nothing is reported. Default: everybody is
   * AVAILABLE.
   */
  readonly stateOf?: (identifier: string) => SourceReport | undefined;
}

const AVAILABLE: SourceReport = { state: 'AVAILABLE', since: null, raw: 'scripted' };

/**
 * A source that does what a test tells it, and remembers what it was told. Between the test's orders it keeps the source
 * contract.
 */
export class ScriptedSource implements PresenceSource {
  readonly type: PresenceType;
  readonly connector: string;
  readonly capacity?: number;
  /** Every call, in order. */
  readonly calls: ScriptedSourceCall[] = [];
  readonly #stateOf: (identifier: string) => SourceReport | undefined;
  readonly #observed = new Set<string>();
  readonly #said = new Map<string, SourceReport>();
  readonly #behaviours = new Map<string, ObserveBehaviour>();
  #usualBehaviour: ObserveBehaviour = 'ANSWER';
  #isUp: boolean;
  #sink: SourceSink | undefined;

  constructor(type: PresenceType, options: ScriptedSourceOptions = {}) {
    this.type = type;
    this.connector = options.connector ?? 'scripted';
    if (options.capacity !== undefined) this.capacity = options.capacity;
    this.#isUp = options.isUpAtStart ?? true;
    this.#stateOf = options.stateOf ?? (() => AVAILABLE);
  }

  /** What is observed now. */
  get observed(): ReadonlySet<string> {
    return this.#observed;
  }

  start(sink: SourceSink): void {
    this.calls.push({ call: 'start' });
    this.#sink = sink;
    if (this.#isUp) sink.up();
  }

  observe(identifier: string): void | Promise<void> {
    this.calls.push({ call: 'observe', identifier });
    const behaviour = this.#behaviourAt(identifier);
    if (behaviour === 'THROW') throw new Error('The scripted source throws, as it was told to');
    if (behaviour === 'REJECT') return Promise.reject(new Error('The scripted source rejects, as it was told to'));
    if (this.#observed.has(identifier)) return;
    if (this.#observed.size === this.capacity) throw new RangeError('The scripted source observes as many as it may');
    this.#observed.add(identifier);
    if (behaviour === 'ANSWER' && this.#isUp) this.#reportKnown(identifier);
  }

  release(identifier: string): void {
    this.calls.push({ call: 'release', identifier });
    this.#observed.delete(identifier);
  }

  stop(): Promise<void> {
    this.calls.push({ call: 'stop' });
    this.#sink = undefined;
    this.#observed.clear();
    return Promise.resolve();
  }

  /** How it behaves from now on when asked to observe; with an identifier, only for that one. */
  behave(behaviour: ObserveBehaviour, identifier?: string): void {
    if (identifier === undefined) this.#usualBehaviour = behaviour;
    else this.#behaviours.set(identifier, behaviour);
  }

  /** The state at the far end is this from now on; reported if it is observed and the source is up. */
  say(identifier: string, report: SourceReport): void {
    this.#said.set(identifier, report);
    if (this.#isUp && this.#observed.has(identifier)) this.#sink?.report(identifier, report);
  }

  /** Reports whatever the contract says: late news of what was released, or of what nobody asked for. */
  sayAnyway(identifier: string, report: SourceReport): void {
    this.#sink?.report(identifier, report);
  }

  goDown(reason: PresenceReason = 'SOURCE_DOWN'): void {
    this.#isUp = false;
    this.#sink?.down(reason);
  }

  /** Reports everything observed anew, then says `up`. */
  comeBack(): void {
    this.#isUp = true;
    for (const identifier of [...this.#observed]) this.#reportKnown(identifier);
    this.#sink?.up();
  }

  /** How often a call was made, for one identifier or for all. */
  countCalls(call: ScriptedSourceCall['call'], identifier?: string): number {
    return this.calls.filter((made) => made.call === call && (identifier === undefined || made.identifier === identifier)).length;
  }

  #behaviourAt(identifier: string): ObserveBehaviour {
    return this.#behaviours.get(identifier) ?? this.#usualBehaviour;
  }

  #reportKnown(identifier: string): void {
    const isSilent = this.#behaviourAt(identifier) === 'SILENT';
    const report = this.#said.get(identifier) ?? (isSilent ? undefined : this.#stateOf(identifier));
    if (report !== undefined) this.#sink?.report(identifier, report);
  }
}
