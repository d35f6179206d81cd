import { toTerminalText } from '../terminal-text.ts';
import type { Outcome, Verdict } from './verdict.ts';

const MARKS: Readonly<Record<Outcome, string>> = { ok: 'ok', failed: 'FAILED', note: 'note', skipped: '-' };

/** For people: what was found, and in a second line what to do about it. */
export function verdictLines({ check, outcome, found, advice }: Verdict): string {
  const what = outcome === 'skipped' ? `not checked: ${found}` : found;
  const first = `${MARKS[outcome].padEnd(7)} ${`${check}:`.padEnd(14)} ${toTerminalText(what)}\n`;
  return advice === undefined ? first : `${first}${' '.repeat(8)}-> ${toTerminalText(advice)}\n`;
}

/** The last line. */
export function summaryLine(verdicts: readonly Verdict[]): string {
  const failed = verdicts.filter(({ outcome }) => outcome === 'failed').length;
  if (failed > 0) return `${failed === 1 ? 'One check' : `${failed} checks`} failed.\n`;
  return 'All well.\n';
}
