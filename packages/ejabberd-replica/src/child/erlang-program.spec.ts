import { execFile } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describeWithServer } from '@lampfield/test-servers';
import { erlangSources } from './compile-erlang.ts';
import { findErlangProgram, type ProgramResult } from './erlang-program.ts';
import { findProgram } from '@lampfield/supervised-child';

describe('findErlangProgram', () => {
  const environment = { ...process.env };
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lampfield-path-'));
    process.env['PATH'] = directory;
  });
  afterEach(async () => {
    process.env = { ...environment };
    await rm(directory, { recursive: true });
  });

  const install = (name: string, program: string): Promise<void> =>
    writeFile(join(directory, name), `#!/bin/sh\n${program}\n`, { mode: 0o755 });

  it('says what to install where Erlang is absent', async () => {
    const result = await findErlangProgram(undefined);
    expect(result).toEqual({
      trouble: { code: 'NO_ERLANG', detail: expect.stringMatching(/^erl is not in PATH: .*erlang-base/) },
    });
  });

  it('says so where only the compiler is absent', async () => {
    await install('erl', 'exit 0');
    const result = await findErlangProgram(undefined);
    expect(result).toEqual({ trouble: { code: 'NO_ERLANG', detail: expect.stringMatching(/^erlc is not in PATH/) } });
  });

  it('says what the compiler said', async () => {
    await install('erl', 'exit 0');
    await install('erlc', 'echo "no good" >&2; exit 1');
    const result = await findErlangProgram(undefined);
    expect(result).toEqual({ trouble: { code: 'NO_ERLANG', detail: expect.stringContaining('no good') } });
  });

  it('does not take a file that cannot be run for a program', async () => {
    await writeFile(join(directory, 'erl'), '', { mode: 0o644 });
    expect(findProgram('erl')).toBeUndefined();
  });

  describeWithServer('ejabberd', () => {
    it('is a program of which the compiler has nothing to complain', async () => {
      process.env['PATH'] = environment['PATH'];
      const options = ['-Wall', '-Werror', '+warn_export_vars', '+warn_unused_import', '-o', directory];
      const { stdout } = await promisify(execFile)('erlc', [...options, ...erlangSources()]);
      expect(stdout).toBe('');
    });

    it('compiles it, gives each child a folder of its own with it, and removes that', async () => {
      process.env['PATH'] = environment['PATH'];
      const results = await Promise.all([findErlangProgram(4370), findErlangProgram(undefined)]);
      const folders = results.map(folderOf);
      expect(new Set(folders).size).toBe(2);
      for (const [index, folder] of folders.entries()) {
        expect(folder).toContain('lampfield-ejabberd-replica-');
        expect(readdirSync(folder)).toEqual(expect.arrayContaining(['user_presence_db.beam', 'mod_mqtt_mnesia.beam']));
        expect(statSync(folder).mode & 0o777).toBe(0o700);
        releaseOf(results[index])();
        expect(existsSync(folder)).toBe(false);
      }
    });

    it('gives it none of our secrets, and no home to read or write a cookie in', async () => {
      process.env = { ...environment, LDAP_PASSWORD: 'secret', ERL_EPMD_PORT: '4371', ERL_FLAGS: '-setcookie secret' };
      const [given, own] = await Promise.all([findErlangProgram(4370), findErlangProgram(undefined)]);
      [given, own].forEach((result) => releaseOf(result)());
      expect('program' in given && given.program.env).toEqual({
        PATH: environment['PATH'],
        LANG: 'C.UTF-8',
        HOME: '/nonexistent',
        ERL_CRASH_DUMP_SECONDS: '0',
        ERL_EPMD_PORT: '4370',
      });
      expect('program' in own && own.program.env['ERL_EPMD_PORT']).toBe('4371');
      expect(JSON.stringify([given, own])).not.toContain('secret');
    });
  });
});

function folderOf(result: ProgramResult): string {
  return 'program' in result ? (result.program.args[result.program.args.indexOf('-pa') + 1] ?? '') : '';
}

function releaseOf(result: ProgramResult | undefined): () => void {
  return result !== undefined && 'release' in result ? () => result.release() : () => undefined;
}
