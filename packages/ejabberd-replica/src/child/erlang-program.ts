import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReplicaTrouble } from '../replica-trouble.ts';
import { compileErlang } from './compile-erlang.ts';
import { findProgram, type ChildProgram } from '@lampfield/supervised-child';

/** A program, or why there is none. */
export type ProgramResult =
  | {
      readonly program: ChildProgram;
      /** To be called when a child has begun to speak, or has ended before: it has loaded what it needs. May be called twice. */
      release(): void;
    }
  | { readonly trouble: ReplicaTrouble };

/** Made by the build, where Erlang was there. */
const BUILT_EBIN = join(import.meta.dirname, '../ebin');
const FOLDER_PREFIX = join(tmpdir(), 'lampfield-ejabberd-replica-');
const HOW_TO_INSTALL =
  'install Erlang/OTP 25 or later with mnesia (Debian: apt-get install --no-install-recommends erlang-base erlang-mnesia)';

/** What this process has compiled: modules by file name. */
let compiled: Promise<ReadonlyMap<string, Buffer>> | undefined;

/** Finds Erlang and our program for it, compiling that if the build has not. `epmdPort`: which epmd it asks. Never rejects. */
export async function findErlangProgram(epmdPort: number | undefined): Promise<ProgramResult> {
  const erl = findProgram('erl');
  if (erl === undefined) return noErlang(`erl is not in PATH: ${HOW_TO_INSTALL}`);
  if (existsSync(BUILT_EBIN)) return { program: programOf(erl, BUILT_EBIN, epmdPort), release: () => undefined };
  const erlc = findProgram('erlc');
  if (erlc === undefined) return noErlang(`erlc is not in PATH, and this package was built without Erlang: ${HOW_TO_INSTALL}`);
  try {
    compiled ??= compile(erlc);
    const ebin = writeModules(await compiled);
    return { program: programOf(erl, ebin, epmdPort), release: () => rmSync(ebin, { recursive: true, force: true }) };
  } catch (error) {
    compiled = undefined;
    return noErlang(`our Erlang program could not be compiled: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function programOf(erl: string, ebin: string, epmdPort: number | undefined): ChildProgram {
  return {
    command: erl,
    args: [
      // Nothing of the user's is read or made: no .erlang, no .erlang.cookie. The cookie comes by standard input.
      ...['-noinput', '-boot', 'no_dot_erlang', '-nocookie'],
      // An epmd that erl starts would outlive us.
      ...['-start_epmd', 'false'],
      // Ctrl-C in a terminal reaches the whole process group; it is for whoever started us to say when to leave.
      '+Bi',
      // It waits most of the time, and is to do so without spinning.
      ...['+sbwt', 'none', '+sbwtdcpu', 'none', '+sbwtdio', 'none'],
      ...['-pa', ebin],
      // Standard output is for lines of JSON alone.
      ...['-kernel', 'logger', '[{handler,default,logger_std_h,#{config=>#{type=>standard_error}}}]'],
      ...['-s', 'user_presence_db', 'main'],
    ],
    env: environmentOf(epmdPort),
  };
}

/** Only what is needed: this process's environment may hold secrets. */
function environmentOf(epmdPort: number | undefined): Record<string, string> {
  const epmd = epmdPort?.toString() ?? process.env['ERL_EPMD_PORT'];
  return {
    PATH: process.env['PATH'] ?? '',
    LANG: 'C.UTF-8',
    HOME: '/nonexistent',
    // A dump of its memory would have the cookie in it.
    ERL_CRASH_DUMP_SECONDS: '0',
    ...(epmd !== undefined && { ERL_EPMD_PORT: epmd }),
  };
}

/** In a private folder that is gone again when this settles: who is killed leaves no folder behind that he had for long. */
async function compile(erlc: string): Promise<ReadonlyMap<string, Buffer>> {
  const ebin = mkdtempSync(FOLDER_PREFIX);
  try {
    await compileErlang(erlc, ebin);
    return new Map(readdirSync(ebin).map((file) => [file, readFileSync(join(ebin, file))]));
  } finally {
    rmSync(ebin, { recursive: true, force: true });
  }
}

function writeModules(modules: ReadonlyMap<string, Buffer>): string {
  const ebin = mkdtempSync(FOLDER_PREFIX);
  for (const [file, content] of modules) writeFileSync(join(ebin, file), content);
  return ebin;
}

function noErlang(detail: string): ProgramResult {
  return { trouble: { code: 'NO_ERLANG', detail } };
}
