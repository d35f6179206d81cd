import { pino, stdTimeFunctions, type DestinationStream } from 'pino';
import type { Log } from '../ports/log.ts';
import { LogOutput } from './log-output.ts';

/** Fields that would be secrets if somebody logged them by mistake, at the top and one level down. */
const SECRET_FIELDS = ['password', 'bindPassword', 'token', 'csrfToken', 'cookie', 'authorization', 'headers', 'secret', 'body'];

/** How much is written, and where. */
export interface LogOptions {
  /** The least severe lines that are written. */
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Default: standard error, by a {@link LogOutput}. */
  readonly destination?: DestinationStream;
}

/** The server's log: a line of JSON each, without secrets. */
export function createLog({ level, destination }: LogOptions): Log {
  const redact = { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`]), censor: '[secret]' };
  const options = { level, redact, timestamp: stdTimeFunctions.isoTime };
  const output = new LogOutput((lostLines) => {
    logger.warn({ lostLines }, 'log lines were lost: they could not be written');
  });
  const logger = pino(options, destination ?? output);
  // Bound, because a line is a function like any other: who picks one of two severities takes it off the log.
  return {
    debug: logger.debug.bind(logger),
    info: logger.info.bind(logger),
    warn: logger.warn.bind(logger),
    error: logger.error.bind(logger),
    findTrouble: () => output.trouble,
  };
}
