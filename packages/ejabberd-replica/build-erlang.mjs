/** Part of the build, after the compiler: makes dist/ebin where Erlang is installed. Where it is not, or fails, the program is compiled at start. */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { findProgram } from '@lampfield/supervised-child';
import { compileErlang } from './dist/child/compile-erlang.js';

const ebin = path.join(import.meta.dirname, 'dist/ebin');
rmSync(ebin, { recursive: true, force: true });
const erlc = findProgram('erlc');
if (erlc === undefined) {
  console.error('erlc is not installed: the Erlang part is not built.');
} else {
  try {
    await compileErlang(erlc, ebin);
  } catch (error) {
    rmSync(ebin, { recursive: true, force: true });
    console.error(`The Erlang part could not be built: ${error instanceof Error ? error.message : String(error)}`);
  }
}
