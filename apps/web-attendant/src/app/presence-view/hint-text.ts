import { lampLabel, type LampView } from './lamp-view.ts';

/** Everything about a lamp that may not fit beside it, a line each: for a hint under the pointer. */
export function lampHint(head: string, lamp: LampView, ...more: readonly string[]): string {
  const lines = [`${head}: ${lampLabel(lamp)}`, lamp.detail ?? '', lamp.doubt?.sentence ?? '', ...more];
  return lines.filter((line) => line !== '').join('\n');
}
