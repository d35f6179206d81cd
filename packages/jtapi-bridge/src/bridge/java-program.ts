import { accessSync, constants, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { findProgram, type ChildProgram } from '@lampfield/supervised-child';
import type { JtapiBridgeOptions } from '../jtapi-options.ts';
import type { JtapiTrouble, JtapiTroubleCode } from '../jtapi-trouble.ts';
import { compileJava } from './compile-java.ts';

/** A program, or why there is none. */
export type ProgramResult = { readonly program: ChildProgram } | { readonly trouble: JtapiTrouble };

/** Made by the build, where a JDK was there. */
const BUILT_CLASSES = join(import.meta.dirname, '../java');
const HOW_TO_INSTALL =
  'install Java 17 or later (Debian: apt-get install openjdk-17-jre-headless), or name it in the option java';

/** What this process has compiled: class files by name. */
let compiled: Promise<ReadonlyMap<string, Buffer>> | undefined;

/**
 * Finds Java, the operator's library and our program for it, compiling that if the build has not. Never rejects.
 *
 * @param directory private to the bridge, and removed with it: the library writes where it is started
 */
export async function findJavaProgram(options: JtapiBridgeOptions, directory: string): Promise<ProgramResult> {
  const java = findExecutable(options.java);
  if (java === undefined) return troubled('NO_JAVA', `there is no Java at ${options.java}: ${HOW_TO_INSTALL}`);
  const missing = options.jar.split(delimiter).find((path) => !isAccessible(path, constants.R_OK));
  if (missing !== undefined) return troubled('NO_JAR', `the JTAPI library ${missing} is not there, or may not be read`);
  if (existsSync(BUILT_CLASSES)) return { program: programOf(java, [BUILT_CLASSES, options.jar], directory) };
  const javac = findProgram('javac');
  if (javac === undefined) return troubled('NO_JAVA', 'this package was built without a JDK: install one and run npm run build');
  try {
    compiled ??= compileJava(javac);
    const classes = writeClasses(await compiled, join(directory, 'classes'));
    return { program: programOf(java, [classes, options.jar], directory) };
  } catch (error) {
    compiled = undefined;
    return troubled(
      'NO_JAVA',
      `our Java program could not be compiled: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function programOf(java: string, classPath: readonly string[], directory: string): ChildProgram {
  return {
    command: java,
    args: [
      // Two thousand lines take some ten megabytes beside what the library needs.
      ...['-Xmx256m', '-XX:+UseSerialGC', '-XX:+ExitOnOutOfMemoryError'],
      // It waits most of the time, so it is better off starting quickly than running fast.
      '-XX:TieredStopAtLevel=1',
      // Nothing in the system's temporary directory that others may read.
      '-XX:-UsePerfData',
      ...['-Djava.awt.headless=true', '-Dfile.encoding=UTF-8', `-Djava.io.tmpdir=${directory}`],
      ...['-cp', classPath.join(delimiter), 'org.lampfield.jtapi.Bridge'],
    ],
    // Only what is needed: this process's environment may hold secrets.
    env: { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', HOME: directory },
    cwd: directory,
  };
}

function writeClasses(classes: ReadonlyMap<string, Buffer>, folder: string): string {
  for (const [name, bytes] of classes) {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  return folder;
}

function findExecutable(java: string): string | undefined {
  if (!java.includes('/')) return findProgram(java);
  return isAccessible(java, constants.X_OK) ? java : undefined;
}

function isAccessible(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}

function troubled(code: JtapiTroubleCode, detail: string): ProgramResult {
  return { trouble: { code, detail } };
}
