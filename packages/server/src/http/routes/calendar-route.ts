import { DEFAULT_PEEK_HOURS, MAX_PEEK_HOURS } from '@lampfield/protocol';
import type { RequestHandler } from 'express';
import type { HttpDeps } from '../http-deps.ts';
import { decodeProblem, ProblemError } from '../problem.ts';
import { getSession } from '../session-guard.ts';

/** How often one user may look at calendars; each is a question to the calendar server. */
export const PEEKS_PER_SECOND = 2;

/** After this somebody may try again; seconds. */
const RETRY_AFTER_SECONDS = 10;

/** Lets only those through who may look into calendars at all. */
export function requireCalendarPeek({ permissions }: Pick<HttpDeps, 'permissions'>): RequestHandler {
  return (_req, res, next) => {
    if (permissions.mayPeekCalendars(getSession(res).username)) next();
    else throw new ProblemError('NOT_ALLOWED', { detail: 'expected a user who may look into calendars; see roles' });
  };
}

/** `GET /api/presence/calendar/:id`: what is in a calendar that the caller watches, in the hours to come. */
export function peekCalendar({ doors }: Pick<HttpDeps, 'doors'>): RequestHandler {
  return async (req, res) => {
    const hours = readHours(req.query['hours']);
    const ending = new AbortController();
    res.once('close', () => ending.abort());
    const id = String(req.params['id']);
    const answer = await doors.peekCalendar(getSession(res).username, id, { hours, signal: ending.signal });
    if (res.closed) return;
    if (answer === undefined) throw new ProblemError('NOT_SUBSCRIBED');
    if (answer === 'UNAVAILABLE') throw new ProblemError('CALENDAR_UNAVAILABLE', { retryAfterSeconds: RETRY_AFTER_SECONDS });
    res.json(answer);
  };
}

function readHours(value: unknown): number {
  if (value === undefined) return DEFAULT_PEEK_HOURS;
  const hours = typeof value === 'string' && /^\d{1,2}$/.test(value) ? Number(value) : 0;
  if (hours >= 1 && hours <= MAX_PEEK_HOURS) return hours;
  throw decodeProblem({ path: 'hours', expected: `a whole number from 1 to ${String(MAX_PEEK_HOURS)}` });
}
