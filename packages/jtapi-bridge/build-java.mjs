/**
 * Compiles the Java program into dist/java, where a JDK of version 17 or later is there. Without one, or with an older one, the build goes on: the package compiles the
 * program when it is first needed, or says what is missing. To run it, a JRE is enough.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

const SOURCES = path.join(import.meta.dirname, 'java/src');
const CLASSES = path.join(import.meta.dirname, 'dist/java');

const sources = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.java'))
  .map((file) => path.join(SOURCES, file));

rmSync(CLASSES, { recursive: true, force: true });
// Not with -Werror: what a later compiler warns of must keep nobody from starting who has no phone system of this kind.
const javac = spawnSync('javac', ['--release', '17', '-Xlint:all', '-d', CLASSES, ...sources], { stdio: 'inherit' });
if (javac.status !== 0) {
  rmSync(CLASSES, { recursive: true, force: true });
  const why = javac.error === undefined ? 'javac could not compile it' : 'there is no javac';
  console.error(`The JTAPI bridge is left out: ${why} (it takes a JDK, 17 or later).`);
}
