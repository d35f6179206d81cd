import type { RequestHandler } from 'express';
import { LoopTurns } from '../core/loop-turns.ts';
import type { Clock } from '../ports/clock.ts';

/** Bytes of bodies that are begun to be read in one turn of the event loop: two milliseconds of reading, parsing and checking. */
export const BODY_BYTES_PER_TURN = 128 * 1024;

/** A small body costs as much: what there is to do for any request. */
const LEAST_BYTES = 8 * 1024;

/**
 * Makes a gate that lets bodies in at a pace, by what their senders say of their length: after a restart a thousand clients send theirs
 * at once, and whatever else there is must not wait for all of them.
 */
export function createBodyGate(clock: Clock): (contentLength: string | undefined) => Promise<void> {
  const turns = new LoopTurns(clock, BODY_BYTES_PER_TURN);
  return async (contentLength) => {
    let left = Math.max(Number(contentLength ?? 0) || 0, LEAST_BYTES);
    while (left > 0) left -= await turns.take(left);
  };
}

/** Has bodies read in turns. To be used once the caller has shown who he is, because what he says of the length is believed. */
export function readInTurns(clock: Clock): RequestHandler {
  const letIn = createBodyGate(clock);
  return async (req, _res, next) => {
    await letIn(req.headers['content-length']);
    next();
  };
}
