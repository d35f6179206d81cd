import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const SOURCES = join(import.meta.dirname, '../../java/src');
/** Takes one to two seconds where nothing else runs. */
const COMPILE_TIMEOUT_MS = 60_000;
// It lives too shortly for the optimising compiler to be worth its while.
const QUICKLY = ['-J-XX:TieredStopAtLevel=1', '-J-XX:+UseSerialGC'];

/** Compiles our Java program: class files by their names. Rejects with what the compiler said; leaves nothing on the disk. */
export async function compileJava(javac: string): Promise<ReadonlyMap<string, Buffer>> {
  const folder = mkdtempSync(join(tmpdir(), 'lampfield-jtapi-bridge-'));
  const env = { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8' };
  try {
    const args = [
      ...QUICKLY,
      '--release',
      '17',
      '-d',
      folder,
      ...filesBelow(SOURCES, '.java').map((file) => join(SOURCES, file)),
    ];
    await promisify(execFile)(javac, args, { env, timeout: COMPILE_TIMEOUT_MS });
    return new Map(filesBelow(folder, '.class').map((file) => [file, readFileSync(join(folder, file))]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith(ending));
}
