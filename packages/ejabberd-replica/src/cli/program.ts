import { EjabberdReplica } from '../child/ejabberd-replica.ts';
import { readCommandLine, type CommandSurroundings } from './command-line.ts';
import { realProbes } from './doctor/real-probes.ts';
import { runDoctor } from './doctor/run-doctor.ts';
import { EXIT } from './exit-codes.ts';
import { OnlineRun } from './online-run.ts';
import type { ProgramSurroundings } from './program-surroundings.ts';
import { toTerminalText } from './terminal-text.ts';
import { UsageError } from './usage-error.ts';
import { USAGE } from './usage-text.ts';

/** `lampfield-online`: reads its arguments, does what they say, and gives the exit code. */
export async function runProgram(
  args: readonly string[],
  surroundings: CommandSurroundings & ProgramSurroundings,
): Promise<number> {
  try {
    const command = readCommandLine(args, surroundings);
    switch (command.command) {
      case 'help':
        surroundings.output.write(USAGE);
        return EXIT.OK;
      case 'doctor':
        return await runDoctor(command, surroundings, realProbes(command, surroundings.clock));
      case 'online':
        return await new OnlineRun(command, surroundings, (...made) => new EjabberdReplica(...made)).run();
    }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    surroundings.complain(`lampfield-online: ${toTerminalText(error.message)}\nlampfield-online --help says how it is called.\n`);
    return EXIT.USAGE;
  }
}
