/** The program was called in a way it does not understand; the message says what is wrong, never with a value that could be a secret. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
