import type { DoctorCommand } from '../command-line.ts';
import { EXIT } from '../exit-codes.ts';
import { jsonLine } from '../online-lines.ts';
import type { ProgramSurroundings } from '../program-surroundings.ts';
import type { DoctorProbes } from './doctor-probes.ts';
import { examine } from './examine.ts';
import { summaryLine, verdictLines } from './verdict-lines.ts';
import type { Verdict } from './verdict.ts';

/** One run of `lampfield-online doctor`; gives the exit code. */
export async function runDoctor(
  command: DoctorCommand,
  { output }: Pick<ProgramSurroundings, 'output'>,
  probes: DoctorProbes,
): Promise<number> {
  const verdicts: Verdict[] = [];
  for await (const verdict of examine(command, probes)) {
    verdicts.push(verdict);
    output.write(command.json ? jsonLine(verdict) : verdictLines(verdict));
  }
  if (!command.json) output.write(summaryLine(verdicts));
  return verdicts.some(({ outcome }) => outcome === 'failed') ? EXIT.UNWELL : EXIT.OK;
}
