import { readFileSync } from 'node:fs';
import { createLog, createPresenceServer, REGISTERED_CONNECTORS, systemClock, type Log } from '@lampfield/server';
import { EXIT_FAILURE } from './exit-codes.ts';
import { runProgram } from './run-program.ts';
import { findWebRoot } from './web-root.ts';

let log: Log | undefined;

function endAfterCrash(err: unknown, message: string): never {
  (log ?? createLog({ level: 'error' })).error({ err }, message);
  process.exit(EXIT_FAILURE);
}

process.on('uncaughtException', (error) => endAfterCrash(error, 'uncaught exception'));
process.on('unhandledRejection', (reason) => endAfterCrash(reason, 'unhandled rejection'));

// A disk that is full, or a reader that has gone, costs what was to be said and nothing else.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

await runProgram({
  env: process.env,
  connectors: REGISTERED_CONNECTORS,
  clock: systemClock,
  webRoot: findWebRoot(process.env, import.meta.dirname),
  readFile: (path) => readFileSync(path, 'utf8'),
  createLog: (config) => (log = createLog(config)),
  createServer: createPresenceServer,
  onStopRequest: (callback) => {
    process.on('SIGTERM', callback).on('SIGINT', callback);
  },
  say: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
  exit: (code) => process.exit(code),
});
