import type { ReplicaMode } from '../replica-options.ts';
import type { ReplicaTrouble, ReplicaTroubleCode } from '../replica-trouble.ts';
import { RetryDelays, SupervisedChild, type Surroundings, type Timer } from '@lampfield/supervised-child';
import { findRow, type ChildMessage } from './child-message.ts';
import type { CookieResult } from './cookie-file.ts';
import type { ReplicaEvents } from './ejabberd-replica.ts';
import type { ProgramResult } from './erlang-program.ts';
import type { NodePlan } from './own-node.ts';
import { ERLANG_PROTOCOL, RETRY_PACES } from './erlang-protocol.ts';

/** What is followed, and where the program and the cookie come from. Neither function ever rejects. */
export interface SupervisorPlan extends NodePlan {
  readonly mode: ReplicaMode;
  findProgram(): Promise<ProgramResult>;
  readCookie(): Promise<CookieResult>;
}

/** Version of what is said between us and the program. */
const PROTOCOL = 1;
/** A replica that was well for this long is not said to fail again and again. Milliseconds. */
const STABLE_MS = 30_000;
/** So many losses in a row are not the cluster's. */
const SUSPICIOUS_LOSSES = 3;
/** Most nodes that are remembered to be joined at when the configured one is down. */
const MOST_KNOWN_NODES = 20;

/**
 * Keeps one child at work: starts it, has it join, lets it try again after a trouble, starts another when it ends. What the child tells goes
 * to the events, in the order that {@link ReplicaEvents} promises.
 */
export class ReplicaSupervisor {
  readonly #plan: SupervisorPlan;
  readonly #surroundings: Surroundings;
  readonly #events: ReplicaEvents;
  readonly #delays: RetryDelays<ReplicaTroubleCode>;
  #child: SupervisedChild<ChildMessage> | undefined;
  /** The last one that was started, whether or not it is at work. */
  #lastChild: SupervisedChild<ChildMessage> | undefined;
  /** Of the program that the last one was started from. */
  #release: () => void = () => undefined;
  #retry: Timer | undefined;
  #stable: Timer | undefined;
  #isStopped = false;
  /** Something was told since the last reset, or none was ever given. */
  #hasTold = true;
  /** The child began a snapshot and nothing has gone wrong since. */
  #isTelling = false;
  #trouble: ReplicaTrouble | undefined;
  #knownNodes: readonly string[] = [];
  /** Losses since it was well for a while. */
  #losses = 0;

  constructor(plan: SupervisorPlan, surroundings: Surroundings, events: ReplicaEvents) {
    this.#plan = plan;
    this.#surroundings = surroundings;
    this.#events = events;
    this.#delays = new RetryDelays(RETRY_PACES, surroundings.chance);
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  start(): void {
    this.#say({ code: 'STARTING', detail: `joining at ${this.#plan.node}` });
    void this.#launch();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#retry?.cancel();
    this.#stable?.cancel();
    this.#child = undefined;
    await this.#lastChild?.stop();
    this.#release();
  }

  async #launch(): Promise<void> {
    const result = await this.#plan.findProgram();
    if ('trouble' in result) {
      this.#fail(result.trouble, () => void this.#launch());
      return;
    }
    if (this.#isStopped) {
      result.release();
      return;
    }
    this.#release = () => result.release();
    const owner = {
      onMessage: (message: ChildMessage) => this.#onMessage(message),
      onEnded: (why: string) => {
        result.release();
        this.#child = undefined;
        this.#fail({ code: 'CHILD_ENDED', detail: `the Erlang program: ${why}` }, () => void this.#launch());
      },
    };
    const child = new SupervisedChild(result.program, ERLANG_PROTOCOL, { ...this.#surroundings, owner });
    this.#child = child;
    this.#lastChild = child;
  }

  async #join(): Promise<void> {
    const child = this.#child;
    const result = await this.#plan.readCookie();
    if (this.#isStopped || child === undefined || child !== this.#child) return;
    if ('trouble' in result) {
      this.#fail(result.trouble, () => void this.#join());
      return;
    }
    const { mode, node, ownNode, listenAddress } = this.#plan;
    child.send(`cookie ${result.cookie}`);
    child.send(`mode ${mode}`);
    child.send(`own ${ownNode}`);
    if (listenAddress !== undefined) child.send(`listen ${listenAddress}`);
    child.send(['join', node, ...this.#knownNodes.filter((known) => known !== node)].join(' '));
  }

  #onMessage(message: ChildMessage): boolean {
    switch (message.ev) {
      case 'hello':
        this.#release();
        if (message.protocol === PROTOCOL) void this.#join();
        return message.protocol === PROTOCOL;
      case 'trouble':
        this.#fail(this.#troubleOf(message), () => void this.#join());
        return true;
      case 'rows':
        return !this.#isTelling || this.#tellRows(message);
      case 'reset':
        this.#isTelling = true;
        this.#reset();
        return true;
      case 'ready':
        this.#onReady(message.rows);
        return true;
      default:
        this.#onNews(message);
        return true;
    }
  }

  /** Two programs of one name throw each other out, if they are on different machines; nobody tells them. */
  #troubleOf({ code, text }: Extract<ChildMessage, { ev: 'trouble' }>): ReplicaTrouble {
    this.#losses += code === 'LOST' ? 1 : 0;
    const hint = `; again and again: is there another program that calls itself ${this.#plan.ownNode}?`;
    return { code, detail: code === 'LOST' && this.#losses >= SUSPICIOUS_LOSSES ? text + hint : text };
  }

  #onNews(message: Extract<ChildMessage, { ev: 'joined' | 'nodes' | 'note' | 'pong' | 'left' }>): void {
    const { log } = this.#surroundings;
    if (message.ev === 'joined' || message.ev === 'nodes') {
      log.info({ ...message, ownNode: this.#plan.ownNode, mode: this.#plan.mode }, 'The ejabberd cluster is followed.');
      // Those that went are kept: they come back, and may be up again some seconds before they are told.
      this.#knownNodes = [...new Set([...message.nodes, ...this.#knownNodes])].slice(0, MOST_KNOWN_NODES);
      this.#events.onNodes?.(message.nodes);
    }
    if (message.ev === 'note') log.warn({ note: message.text }, 'The ejabberd replica has something to say.');
  }

  #tellRows({ nodes, rows }: Extract<ChildMessage, { ev: 'rows' }>): boolean {
    this.#hasTold = true;
    for (const row of rows) {
      const change = findRow(row, nodes);
      if (change === undefined) return false;
      if ('put' in change) this.#events.onPut(change.put);
      else this.#events.onRemove(change.removed);
    }
    return true;
  }

  #onReady(rows: number): void {
    if (!this.#isTelling) return;
    this.#hasTold = true;
    this.#surroundings.log.info({ rows }, 'The session table of the ejabberd cluster is known.');
    this.#stable?.cancel();
    this.#stable = this.#surroundings.clock.startTimer(STABLE_MS, () => {
      this.#delays.forget();
      this.#losses = 0;
    });
    this.#events.onReady();
    this.#say(undefined);
  }

  /** Whatever was told does not count any more; tries again after a while. */
  #fail(trouble: ReplicaTrouble, again: () => void): void {
    if (this.#isStopped) return;
    this.#stable?.cancel();
    this.#isTelling = false;
    const delayMs = this.#delays.nextMs(trouble.code);
    // Whoever is told of the trouble says it as often as suits him; each try would fill a log while ejabberd is away.
    this.#surroundings.log.debug({ ...trouble, retryInMs: Math.round(delayMs) }, 'The ejabberd cluster is not followed.');
    this.#retry?.cancel();
    this.#retry = this.#surroundings.clock.startTimer(delayMs, again);
    this.#reset();
    this.#say(trouble);
  }

  #reset(): void {
    if (!this.#hasTold) return;
    this.#hasTold = false;
    this.#events.onReset();
  }

  #say(trouble: ReplicaTrouble | undefined): void {
    if (trouble === undefined && this.#trouble === undefined) return;
    this.#trouble = trouble;
    this.#events.onTrouble(trouble);
  }
}
