/** No stream can be had as things are configured (no trusted TLS, no safe way to log in): trying again soon will not help. */
export class StreamRefusedError extends Error {
  override readonly name = 'StreamRefusedError';
}
