import type { ConfigMistake } from './config-mistake.ts';

/** What is wrong with a draft so far, while it is being checked. */
export class Findings {
  readonly mistakes: ConfigMistake[];

  constructor(mistakes: ConfigMistake[]) {
    this.mistakes = mistakes;
  }

  add(mistake: ConfigMistake): void {
    this.mistakes.push(mistake);
  }

  /** Whether the value at a path can be relied on: nothing is wrong with it, in it, or with what it is part of. */
  isSound(path: string): boolean {
    return !this.mistakes.some((mistake) => isWithin(mistake.path, path) || isWithin(path, mistake.path));
  }
}

function isWithin(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);
}
