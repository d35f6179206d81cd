import { destination as fileDestination, pino, stdTimeFunctions, type DestinationStream } from 'pino';
import type { Log } from '../ports/log.ts';

/** Fields that would be secrets if somebody logged them by mistake, at the top and one level down. */
const SECRET_FIELDS = ['password', 'bindPassword', 'token', 'csrfToken', 'cookie', 'authorization', 'headers', 'secret', 'body'];

/** How much is written, and where. */
export interface LogOptions {
  /** The least severe lines that are written. */
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Default: standard error, written at once so that the last words of a crash are not lost. */
  readonly destination?: DestinationStream;
}

/** The server's log: a line of JSON each, without secrets. */
export function createLog({ level, destination }: LogOptions): Log {
  const redact = { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`]), censor: '[secret]' };
  const options = { level, redact, timestamp: stdTimeFunctions.isoTime };
  const logger = pino(options, destination ?? fileDestination({ fd: 2, sync: true }));
  // Bound, because a line is a function like any other: who picks one of two severities takes it off the log.
  return {
    debug: logger.debug.bind(logger),
    info: logger.info.bind(logger),
    warn: logger.warn.bind(logger),
    error: logger.error.bind(logger),
  };
}
