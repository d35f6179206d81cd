import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findProgram } from '@lampfield/test-servers';
import { separateCores } from './cores.ts';
import { encodePlan, type ReplayPlan } from './replay-plan.ts';

const SOURCE = new URL('../../native/replay.c', import.meta.url).pathname;

/** What the load generator measured in one window; times of a delivery count from the moment when the event was due. */
export interface Window {
  readonly deliveries: number;
  readonly events: number;
  /** Deliveries that never came: conflated, or lost. */
  readonly missing: number;
  readonly seconds: number;
  /** CPU of the server's processes. */
  readonly cpuSeconds: number;
  readonly clientCpuSeconds: number;
  readonly bytes: number;
  readonly reads: number;
  readonly p50Us: number;
  readonly p99Us: number;
  readonly p999Us: number;
}

/** Why there is no load generator here; undefined where there can be one. */
export function findMissingCompiler(): string | undefined {
  return findProgram('cc') === undefined ? 'no C compiler (cc) for the load generator' : undefined;
}

/** Builds the load generator; returns the program and what removes it again. */
export function buildReplay(): { readonly program: string; readonly remove: () => void } {
  const directory = mkdtempSync(join(tmpdir(), 'lampfield-replay-'));
  const program = join(directory, 'replay');
  execFileSync('cc', ['-O2', '-o', program, SOURCE], { stdio: ['ignore', 'inherit', 'inherit'] });
  return {
    program,
    remove: () => {
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The load generator, running a plan. */
export class Replay {
  readonly #child: ChildProcess;
  readonly #answers: AsyncIterator<string>;

  constructor(program: string, plan: ReplayPlan) {
    const file = `${program}.plan`;
    writeFileSync(file, encodePlan(plan));
    this.#child = spawn(program, [file], { stdio: ['pipe', 'pipe', 'inherit'] });
    if (this.#child.stdout === null) throw new Error('no output');
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** Opens all connections. */
  async connect(): Promise<void> {
    await this.#order('connect');
  }

  /** Whose CPU is measured from now on; they get one core for themselves, and the load generator another, where there are two. */
  async watchCpu(pids: readonly number[]): Promise<void> {
    separateCores(pids, this.#child.pid ?? 0);
    await this.#order(`cpu ${pids.join(' ')}`);
  }

  /** As fast as deliveries arrive, so many of them on their way at most. */
  saturate(ms: number, outstanding: number): Promise<Window> {
    return this.#order(`sat ${String(ms)} ${String(outstanding)}`) as Promise<Window>;
  }

  /** Groups of events, evenly spaced. */
  pace(ms: number, groupsPerSecond: number, groupSize: number): Promise<Window> {
    return this.#order(`paced ${String(ms)} ${String(groupsPerSecond)} ${String(groupSize)}`) as Promise<Window>;
  }

  /** Ends it, and with it its connections. */
  stop(): void {
    this.#child.kill();
  }

  async #order(line: string): Promise<unknown> {
    this.#child.stdin?.write(`${line}\n`);
    const answer = await this.#answers.next();
    if (answer.done === true) throw new Error(`the load generator ended at: ${line}`);
    return JSON.parse(answer.value) as unknown;
  }
}
