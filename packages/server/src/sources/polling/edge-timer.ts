import type { Clock, Timer } from '../../ports/clock.ts';
import { TimeQueue, type Queued } from '../time-queue.ts';

/** Parts of an edge timer. */
export interface EdgeTimerParts {
  readonly clock: Clock;
  /** The moment of one has come; it has none until it gets another. */
  readonly onEdge: (id: string) => void;
}

/** Nothing is waited for longer than this, so that a wall clock that jumped is noticed; milliseconds. */
const LONGEST_WAIT_MS = 30_000;

/** A wall clock that went on otherwise than the monotonic one by this has been set; milliseconds. */
const JUMP_MS = 50;

/** Most edges of one turn: at full hours thousands come at once, and others have to get their turn in between. */
const EDGES_PER_SLICE = 500;

/**
 * Moments at which something changes by itself, one for each id: one timer for all, none while there is nothing to come. When the wall clock has been set, the moments of
 * all have come: whatever was planned by it may be wrong.
 */
export class EdgeTimer {
  readonly #parts: EdgeTimerParts;
  readonly #queue = new TimeQueue<string>();
  readonly #edges = new Map<string, Queued<string>>();
  #timer: Timer | undefined;
  #timerDueMs = Infinity;
  /** What the wall clock was ahead of the monotonic one when everything was planned. */
  #wallAheadMs: number;

  constructor(parts: EdgeTimerParts) {
    this.#parts = parts;
    this.#wallAheadMs = this.#readWallAheadMs();
  }

  /** @param atMs monotonic milliseconds; Infinity for what only comes when the wall clock is set */
  set(id: string, atMs: number): void {
    if (this.#edges.size === 0) this.#wallAheadMs = this.#readWallAheadMs();
    this.#takeOut(id);
    this.#edges.set(id, this.#queue.add(atMs, id));
    this.#plan();
  }

  delete(id: string): void {
    this.#takeOut(id);
    if (this.#edges.size === 0) this.stop();
  }

  stop(): void {
    this.#queue.clear();
    this.#edges.clear();
    this.#cancelTimer();
  }

  #takeOut(id: string): void {
    const queued = this.#edges.get(id);
    if (queued === undefined) return;
    this.#queue.remove(queued);
    this.#edges.delete(id);
  }

  #work(): void {
    this.#cancelTimer();
    const nowMs = this.#parts.clock.monotonicMs();
    this.#noteJump(nowMs);
    for (let count = 0; count < EDGES_PER_SLICE && (this.#queue.nextAtMs ?? Infinity) <= nowMs; count += 1) {
      const id = this.#queue.takeNext() ?? '';
      this.#edges.delete(id);
      this.#parts.onEdge(id);
    }
    this.#plan();
  }

  #noteJump(nowMs: number): void {
    const wallAheadMs = this.#readWallAheadMs();
    if (Math.abs(wallAheadMs - this.#wallAheadMs) < JUMP_MS) return;
    this.#wallAheadMs = wallAheadMs;
    const ids = [...this.#edges.keys()];
    this.#queue.clear();
    for (const id of ids) this.#edges.set(id, this.#queue.add(nowMs, id));
  }

  #plan(): void {
    const { clock } = this.#parts;
    const nextAtMs = this.#queue.nextAtMs;
    if (nextAtMs === undefined || nextAtMs >= this.#timerDueMs) return;
    const nowMs = clock.monotonicMs();
    const dueMs = Math.max(nowMs, Math.min(nextAtMs, nowMs + LONGEST_WAIT_MS));
    if (dueMs >= this.#timerDueMs) return;
    this.#cancelTimer();
    this.#timerDueMs = dueMs;
    const work = (): void => this.#work();
    this.#timer = dueMs <= nowMs ? clock.startTick(work) : clock.startTimer(Math.ceil(dueMs - nowMs), work);
  }

  #readWallAheadMs(): number {
    return this.#parts.clock.wallMs() - this.#parts.clock.monotonicMs();
  }

  #cancelTimer(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#timerDueMs = Infinity;
  }
}
