/**
 * Compiles the Java program into dist/java, where a JDK is there. Without one the build goes on: the package compiles the program when it is first needed, or says
 * what is missing. To run it, a JRE is enough.
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
const javac = spawnSync('javac', ['--release', '17', '-Xlint:all', '-Werror', '-d', CLASSES, ...sources], { stdio: 'inherit' });
if (javac.error !== undefined) {
  console.error('The JTAPI bridge is left out: there is no javac (a JDK, 17 or later).');
} else {
  process.exitCode = javac.status ?? 1;
}
