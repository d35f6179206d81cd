import { spawn } from 'node:child_process';
import { lookup } from 'node:dns/promises';
import { readCookieFile } from '../../child/cookie-file.ts';
import { findErlangProgram } from '../../child/erlang-program.ts';
import { LineReader, type ChildProgram, type Clock } from '@lampfield/supervised-child';
import type { DoctorCommand } from '../command-line.ts';
import { NO_FACTS, withFact, type DoctorFacts } from './doctor-facts.ts';
import type { DoctorProbes } from './doctor-probes.ts';
import { askOverTcp } from './tcp-question.ts';

const TCP_TIMEOUT_MS = 5_000;
/** Of a large cluster each node takes up to twenty seconds, where firewalls drop what they do not like. Milliseconds. */
const EXAMINATION_TIMEOUT_MS = 180_000;
const LONGEST_LINE_BYTES = 1_000_000;

/** The doctor's eyes and hands. */
export function realProbes({ cookieFile, epmdPort }: DoctorCommand, clock: Clock): DoctorProbes {
  return {
    readCookie: () => readCookieFile(cookieFile),
    resolve,
    ask: (address, question) => askOverTcp(clock, { ...address, timeoutMs: TCP_TIMEOUT_MS }, question),
    askErlang: async (orders) => {
      const result = await findErlangProgram(epmdPort);
      if ('trouble' in result) return result;
      return runErlang(doctorIn(result.program), orders, clock).finally(() => result.release());
    },
  };
}

async function resolve(host: string): ReturnType<DoctorProbes['resolve']> {
  try {
    return { address: (await lookup(host, { family: 4 })).address };
  } catch (error) {
    return { failure: (error as NodeJS.ErrnoException).code ?? String(error) };
  }
}

/** The same Erlang with the same settings, begun elsewhere. */
function doctorIn(program: ChildProgram): ChildProgram {
  return { ...program, args: program.args.map((arg) => (arg === 'user_presence_db' ? 'user_presence_doctor' : arg)) };
}

/** The end of its input ends it, so it does not outlive us. */
function runErlang({ command, args, env }: ChildProgram, orders: readonly string[], clock: Clock): Promise<DoctorFacts> {
  return new Promise((resolve) => {
    let facts = NO_FACTS;
    const child = spawn(command, args, { cwd: '/', env: { ...env }, stdio: ['pipe', 'pipe', 'ignore'] });
    const timer = clock.startTimer(EXAMINATION_TIMEOUT_MS, () => child.kill('SIGKILL'));
    const lines = new LineReader(LONGEST_LINE_BYTES, {
      onLine: (line) => {
        facts = withFact(facts, line);
      },
      onTooLong: () => child.kill('SIGKILL'),
    });
    const settle = (broken: string | undefined): void => {
      timer.cancel();
      resolve(broken === undefined || facts.broken !== undefined ? facts : { ...facts, broken });
    };
    child.once('error', (error) => settle(error.message));
    // Not `exit`: what it wrote last may still be on its way then.
    child.once('close', (code, signal) =>
      settle(code === 0 ? undefined : `the Erlang program ended (${String(code ?? signal)})`),
    );
    child.stdout.on('data', (chunk: Buffer) => lines.take(chunk));
    child.stdin.on('error', () => undefined);
    child.stdin.write(orders.map((order) => `${order}\n`).join(''));
  });
}
