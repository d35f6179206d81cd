import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const SOURCES = join(import.meta.dirname, '../../erlang');
/** Takes one to two seconds where nothing else runs. */
const COMPILE_TIMEOUT_MS = 60_000;

/** Compiles our Erlang program into the folder, which is made. Rejects with what the compiler said. */
export async function compileErlang(erlc: string, ebin: string): Promise<void> {
  mkdirSync(ebin, { recursive: true });
  const env = { PATH: process.env['PATH'] ?? '', HOME: dirname(ebin), LANG: 'C.UTF-8' };
  await promisify(execFile)(erlc, ['-o', ebin, ...erlangSources()], { env, timeout: COMPILE_TIMEOUT_MS });
}

/** Full paths of all modules. */
export function erlangSources(): string[] {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.erl')).map((file) => join(SOURCES, file));
}
