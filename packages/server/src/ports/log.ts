/** Writes one line with structured fields; pino fits. Fields never carry a secret. */
export type LogLine = (fields: Readonly<Record<string, unknown>>, message: string) => void;

/** Where the server says what it does, by severity. */
export interface Log {
  readonly debug: LogLine;
  readonly info: LogLine;
  readonly warn: LogLine;
  readonly error: LogLine;
  /** Why the last line could not be written, as the code of the error; undefined when it could, or where nobody knows. */
  readonly findTrouble?: () => string | undefined;
}
