import { homedir } from 'node:os';
import { ProcessOutput } from './cli/process-output.ts';
import { runProgram } from './cli/program.ts';
import { systemChance, systemClock } from './system-clock.ts';

const output = new ProcessOutput(process.stdout);
const errors = new ProcessOutput(process.stderr);

const exitCode = await runProgram(process.argv.slice(2), {
  env: process.env,
  home: homedir(),
  clock: systemClock,
  chance: systemChance,
  output,
  complain: (text) => errors.write(text),
  onStopRequest: (callback) => {
    process.on('SIGTERM', callback).on('SIGINT', callback);
  },
});

await Promise.all([output.flush(), errors.flush()]);
process.exit(exitCode);
