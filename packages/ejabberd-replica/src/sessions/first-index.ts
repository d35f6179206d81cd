/**
 * The first index of `from` up to `to` at which the condition holds, `to` when it holds at none. The condition must not cease to hold once it does,
 * so that halving finds it.
 */
export function firstIndex(from: number, to: number, isReached: (index: number) => boolean): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isReached(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
