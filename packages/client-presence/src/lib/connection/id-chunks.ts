/** Most ids that one request carries; the server takes ten times as many, but smaller requests fail alone. */
export const MAX_IDS_PER_REQUEST = 1000;

/** Cuts a list into pieces of at most `size`, in order; nothing of an empty list. */
export function inChunks<T>(list: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let start = 0; start < list.length; start += size) chunks.push(list.slice(start, start + size));
  return chunks;
}
