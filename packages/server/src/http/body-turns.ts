import type { RequestHandler } from 'express';
import { LoopTurns } from '../core/loop-turns.ts';
import type { Clock } from '../ports/clock.ts';
import { MAX_BODY_BYTES } from './json-body.ts';

/** Bytes of bodies that are begun to be read in one turn of the event loop: two milliseconds of reading, parsing and checking. */
export const BODY_BYTES_PER_TURN = 128 * 1024;

/** A small body costs as much: what there is to do for any request. */
const LEAST_BYTES = 8 * 1024;

/**
 * Makes a gate that lets bodies in at a pace, by what their senders say of their length: after a restart a thousand clients send theirs
 * at once, and whatever else there is must not wait for all of them. Who says that his is longer than any may be is refused unread, so he waits no
 * longer than for the longest: else one who claims a petabyte would keep the loop turning for days.
 */
export function createBodyGate(clock: Clock): (contentLength: string | undefined) => Promise<void> {
  const turns = new LoopTurns(clock, BODY_BYTES_PER_TURN);
  return async (contentLength) => {
    let left = Math.min(Math.max(Number(contentLength ?? 0) || 0, LEAST_BYTES), MAX_BODY_BYTES);
    while (left > 0) left -= await turns.take(left);
  };
}

/**
 * Has bodies read in turns. To be used once the caller has shown who he is, because what he says of the length is believed. Of who has gone meanwhile
 * nothing more is read.
 */
export function readInTurns(clock: Clock): RequestHandler {
  const letIn = createBodyGate(clock);
  return async (req, res, next) => {
    await letIn(req.headers['content-length']);
    if (!res.closed) next();
  };
}
