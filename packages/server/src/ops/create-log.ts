import { pino, stdTimeFunctions, type DestinationStream } from 'pino';
import type { Log } from '../ports/log.ts';
import { LogOutput } from './log-output.ts';

/** Fields that would be secrets if somebody logged them by mistake, at the top and one level down. */
const SECRET_FIELDS = ['password', 'bindPassword', 'token', 'csrfToken', 'cookie', 'authorization', 'headers', 'secret', 'body'];

/** What JSON may leave as it is, while a terminal obeys it, ends the line there, or turns the direction of text around: delete, C1, bidirectional controls. */
const OBEYED_BY_TERMINALS = /[\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

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
  const logger = pino(options, forTerminals(destination ?? output));
  // Bound, because a line is a function like any other: who picks one of two severities takes it off the log.
  return {
    debug: logger.debug.bind(logger),
    info: logger.info.bind(logger),
    warn: logger.warn.bind(logger),
    error: logger.error.bind(logger),
    findTrouble: () => output.trouble,
  };
}

/** Somebody's name in a line must not be able to hide or forge others on the screen of who reads them. In JSON such characters are only within texts. */
function forTerminals(destination: DestinationStream): DestinationStream {
  const escape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return {
    write: (line) => {
      destination.write(line.replace(OBEYED_BY_TERMINALS, escape));
    },
  };
}
