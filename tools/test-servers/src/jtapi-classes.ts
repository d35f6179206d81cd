import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

/** The phone system of the tests, behind `javax.telephony`: what a bridge is given in place of the jar of a phone system. */
export interface JtapiClasses {
  /** Class path with `javax.telephony` and the implementation {@link JtapiClasses.peer}. */
  readonly jar: string;
  /** Class of a JTAPI implementation that connects to a `SimulatedCti`. */
  readonly peer: string;
  /** Like `peer`, with nothing but the core of JTAPI: no call control, no extensions. */
  readonly corePeer: string;
  /** The bridge itself, as compiled from its sources. */
  readonly bridge: string;
  /** Removes the classes. */
  remove(): Promise<void>;
}

const JAVA = join(import.meta.dirname, '../../../packages/jtapi-bridge/java');

/**
 * Compiles the bridge and the simulated phone system. Where the environment variable JTAPI_JAR names the library of a phone system, its `javax.telephony` is
 * used instead of the one the tests have written for themselves.
 *
 * @throws Error with what javac said
 */
export async function compileJtapiClasses(): Promise<JtapiClasses> {
  const directory = await mkdtemp(join(tmpdir(), 'lampfield-jtapi-'));
  const into = (name: string): string => join(directory, name);
  const testSources = sourcesBelow(join(JAVA, 'test'));
  const specification = testSources.filter((file) => file.includes(join('javax', 'telephony')));
  const simulation = testSources.filter((file) => !specification.includes(file));
  const bridgeSources = sourcesBelow(join(JAVA, 'src'));
  await compile(into('javax'), [], specification);
  await compile(into('simulated'), [into('javax')], [...bridgeSources, ...simulation]);
  const library = process.env['JTAPI_JAR'] ?? into('javax');
  return {
    jar: [library, into('simulated')].join(delimiter),
    peer: 'org.lampfield.jtapi.SimulatedPeer',
    corePeer: 'org.lampfield.jtapi.SimulatedCorePeer',
    bridge: into('simulated'),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

async function compile(directory: string, classPath: readonly string[], sources: readonly string[]): Promise<void> {
  const options = ['--release', '17', '-Xlint:all', '-Werror', '-d', directory, '-cp', classPath.join(delimiter)];
  // It lives too shortly for the optimising compiler to be worth its while.
  await promisify(execFile)('javac', ['-J-XX:TieredStopAtLevel=1', '-J-XX:+UseSerialGC', ...options, ...sources]);
}

function sourcesBelow(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.java')).map((file) => join(folder, file));
}
