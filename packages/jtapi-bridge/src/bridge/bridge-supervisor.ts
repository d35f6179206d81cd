import {
  RetryDelays,
  SupervisedChild,
  type ChildProtocol,
  type Pace,
  type Surroundings,
  type Timer,
} from '@lampfield/supervised-child';
import type { JtapiLine, LineRefusal, LineRefusalReason } from '../jtapi-line.ts';
import type { JtapiTrouble, JtapiTroubleCode } from '../jtapi-trouble.ts';
import { findBridgeMessage, type BridgeMessage } from './bridge-message.ts';
import type { ProgramResult } from './java-program.ts';

/** What the bridge tells. All synchronous. */
export interface JtapiBridgeEvents {
  /** The phone system can be asked: whatever is wanted has to be watched, anew after every trouble. */
  onInService(): void;
  /** Why nothing can be relied on now; first and again whenever that changes, until `onInService`. */
  onTrouble(trouble: JtapiTrouble): void;
  onLine(line: JtapiLine): void;
  onRefused(refusal: LineRefusal): void;
}

/** What is started, and what it is told first. */
export interface SupervisorPlan {
  /** Never rejects. */
  findProgram(): Promise<ProgramResult>;
  /** The request that opens the provider; has the password in it. */
  readonly open: Readonly<Record<string, unknown>>;
}

/** Version of what is said between us and the program. */
const PROTOCOL = 1;
/** A provider that was in service for this long is not said to fail again and again. Milliseconds. */
const STABLE_MS = 30_000;
/** The library gives up opening after 200 s by itself. Milliseconds. */
const OPEN_TIMEOUT_MS = 300_000;
/** Longer than any answer of a CTIManager may take: the library hangs. Milliseconds. */
const LONGEST_BUSY_MS = 120_000;

/** Missing files are looked for again, because somebody may be putting them there. A refused login counts towards the lock of the account. */
const PACES: Readonly<Record<JtapiTroubleCode, Pace>> = {
  STARTING: { firstMs: 500, mostMs: 500 },
  NO_JAVA: { firstMs: 30_000, mostMs: 60_000 },
  NO_JAR: { firstMs: 5000, mostMs: 60_000 },
  NO_JTAPI: { firstMs: 15_000, mostMs: 60_000 },
  REFUSED: { firstMs: 15_000, mostMs: 300_000 },
  UNREACHABLE: { firstMs: 1000, mostMs: 60_000 },
  OUT_OF_SERVICE: { firstMs: 1000, mostMs: 60_000 },
  BRIDGE_ENDED: { firstMs: 1000, mostMs: 60_000 },
};

/** Keeps one Java program at work: starts it, has it open the provider, starts another when it ends. */
export class BridgeSupervisor {
  readonly #plan: SupervisorPlan;
  readonly #surroundings: Surroundings;
  readonly #events: JtapiBridgeEvents;
  readonly #delays: RetryDelays<JtapiTroubleCode>;
  #child: SupervisedChild<BridgeMessage> | undefined;
  /** The last one that was started, whether or not it is at work. */
  #lastChild: SupervisedChild<BridgeMessage> | undefined;
  #retry: Timer | undefined;
  /** That the provider takes too long to open; then that it has been well for long enough. */
  #patience: Timer | undefined;
  #isInService = false;
  #isStopped = false;
  /** Why the program is about to end, as it said itself. */
  #lastWords: JtapiTrouble | undefined;

  constructor(plan: SupervisorPlan, surroundings: Surroundings, events: JtapiBridgeEvents) {
    this.#plan = plan;
    this.#surroundings = surroundings;
    this.#events = events;
    this.#delays = new RetryDelays(PACES, surroundings.chance);
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  start(): void {
    this.#events.onTrouble({ code: 'STARTING', detail: 'the JTAPI bridge is being started' });
    void this.#launch();
  }

  /** Dropped while the program is not there. */
  request(request: Readonly<Record<string, unknown>>): void {
    this.#child?.send(JSON.stringify(request));
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#isInService = false;
    this.#retry?.cancel();
    this.#patience?.cancel();
    this.#child = undefined;
    await this.#lastChild?.stop();
  }

  async #launch(): Promise<void> {
    const result = await this.#plan.findProgram();
    if (this.#isStopped) return;
    if ('trouble' in result) {
      this.#fail(result.trouble);
      return;
    }
    this.#lastWords = undefined;
    const protocol: ChildProtocol<BridgeMessage> = {
      name: 'The JTAPI bridge',
      findMessage: findBridgeMessage,
      ping: (id: number) => JSON.stringify({ op: 'ping', id }),
      farewell: JSON.stringify({ op: 'close' }),
      // The library prints what it does there, with the numbers of both ends: a site that hides them does not want them in its log.
      isErrorOutputPrivate: true,
    };
    const owner = {
      onMessage: (message: BridgeMessage) => this.#onMessage(message),
      onEnded: (why: string) => this.#onEnded(why),
    };
    this.#child = new SupervisedChild(result.program, protocol, { ...this.#surroundings, owner });
    this.#lastChild = this.#child;
  }

  #onEnded(why: string): void {
    this.#child = undefined;
    this.#fail(this.#lastWords ?? { code: 'BRIDGE_ENDED', detail: `the JTAPI bridge: ${why}` });
  }

  #onMessage(message: BridgeMessage): boolean {
    switch (message.ev) {
      case 'hello':
        if (message.protocol === PROTOCOL) this.#open(message.java);
        return message.protocol === PROTOCOL;
      case 'provider':
        this.#onProvider(message.state);
        return true;
      case 'line':
        if (this.#isInService) this.#events.onLine(message.line);
        return true;
      case 'refused':
        if (this.#isInService) this.#events.onRefused(message.refusal);
        return true;
      default:
        this.#onNews(message);
        return true;
    }
  }

  #onNews(message: Exclude<BridgeMessage, { ev: 'hello' | 'provider' | 'line' | 'refused' }>): void {
    if (message.ev === 'fatal') this.#lastWords = { code: 'NO_JTAPI', detail: `the JTAPI library is not JTAPI: ${message.text}` };
    if (message.ev === 'not opened') this.#lastWords = troubleOf(message.reason, message.detail);
    if (message.ev === 'misunderstood')
      this.#surroundings.log.error({ text: message.text }, 'The JTAPI bridge understood something not.');
    if (message.ev === 'pong' && message.busyMs > LONGEST_BUSY_MS) {
      this.#child?.condemn(`the library has been busy with one call for ${Math.round(message.busyMs / 1000)} s`);
    }
  }

  #open(java: string): void {
    this.#surroundings.log.info({ java, childPid: this.pid }, 'The JTAPI bridge runs.');
    this.#patience = this.#surroundings.clock.startTimer(OPEN_TIMEOUT_MS, () =>
      this.#child?.condemn('the provider takes too long to open'),
    );
    this.request(this.#plan.open);
  }

  #onProvider(state: 'IN_SERVICE' | 'OUT_OF_SERVICE' | 'SHUTDOWN'): void {
    this.#surroundings.log.info({ state }, 'The JTAPI provider has another state.');
    this.#patience?.cancel();
    this.#isInService = state === 'IN_SERVICE';
    if (state === 'IN_SERVICE') {
      this.#patience = this.#surroundings.clock.startTimer(STABLE_MS, () => this.#delays.forget());
      this.#events.onInService();
    } else {
      const trouble: JtapiTrouble = {
        code: 'OUT_OF_SERVICE',
        detail: `the phone system's provider is ${state}: no CTIManager serves it now`,
      };
      if (state === 'SHUTDOWN') this.#lastWords = trouble;
      this.#events.onTrouble(trouble);
    }
  }

  /** Tries again after a while. */
  #fail(trouble: JtapiTrouble): void {
    if (this.#isStopped) return;
    this.#isInService = false;
    this.#patience?.cancel();
    const delayMs = this.#delays.nextMs(trouble.code);
    this.#surroundings.log.warn({ ...trouble, retryInMs: Math.round(delayMs) }, 'No phone line is watched.');
    this.#retry = this.#surroundings.clock.startTimer(delayMs, () => void this.#launch());
    this.#events.onTrouble(trouble);
  }
}

function troubleOf(reason: LineRefusalReason, detail: string): JtapiTrouble {
  if (reason === 'DENIED') return { code: 'REFUSED', detail: `the CTIManager refuses the application user: ${detail}` };
  return { code: 'UNREACHABLE', detail: `no CTIManager opens a provider: ${detail}` };
}
