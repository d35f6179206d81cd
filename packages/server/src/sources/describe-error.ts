/** An error's message with those of its causes, for one line of the log. Anything may have been thrown. */
export function describeError(error: unknown): string {
  const { name, message, cause } = (error ?? {}) as {
    readonly name?: unknown;
    readonly message?: unknown;
    readonly cause?: unknown;
  };
  if (typeof message !== 'string') return 'unknown error';
  const text = `${typeof name === 'string' ? name : 'Error'}: ${message}`;
  return cause === undefined ? text : `${text} (${describeError(cause)})`;
}
