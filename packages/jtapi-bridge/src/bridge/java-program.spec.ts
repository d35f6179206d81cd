import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { findJavaProgram } from './java-program.ts';

describe('findJavaProgram', () => {
  let directory: string;
  let jar: string;
  const path = process.env['PATH'];

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'lampfield-java-program-'));
    jar = join(directory, 'jtapi.jar');
    writeFileSync(jar, '');
    writeFileSync(join(directory, 'java'), '#!/bin/sh\n', { mode: 0o700 });
  });
  afterEach(() => {
    process.env['PATH'] = path;
    rmSync(directory, { recursive: true });
  });

  const find = (options: { readonly jar?: string; readonly java?: string }): ReturnType<typeof findJavaProgram> =>
    findJavaProgram({ ctiManagers: ['cucm1'], username: 'u', password: 'topsecret', jar, java: 'java', ...options }, directory);

  it.each(['java', '/nowhere/bin/java'])('says that there is no Java, and how to get it: %s', async (java) => {
    process.env['PATH'] = '/nowhere';
    expect(await find({ java })).toEqual({
      trouble: { code: 'NO_JAVA', detail: expect.stringMatching(`^there is no Java at ${java}: .*apt-get`) },
    });
  });

  it('says which file of the library is missing', async () => {
    process.env['PATH'] = directory;
    const missing = join(directory, 'other.jar');
    expect(await find({ jar: `${jar}${delimiter}${missing}` })).toEqual({
      trouble: { code: 'NO_JAR', detail: `the JTAPI library ${missing} is not there, or may not be read` },
    });
  });

  it('says that it cannot compile the program where nobody has, and there is no compiler', async () => {
    process.env['PATH'] = directory;
    expect(await find({})).toEqual({ trouble: { code: 'NO_JAVA', detail: expect.stringContaining('without a JDK') } });
  });

  it('says what the compiler says', async () => {
    writeFileSync(join(directory, 'javac'), '#!/bin/sh\necho no disk left >&2\nexit 1\n', { mode: 0o700 });
    process.env['PATH'] = `${directory}${delimiter}${path ?? ''}`;
    expect(await find({})).toEqual({ trouble: { code: 'NO_JAVA', detail: expect.stringContaining('no disk left') } });
  });

  it('runs the program in its own directory with the library, and with nothing of this process', async () => {
    writeFileSync(join(directory, 'javac'), '#!/bin/sh\n', { mode: 0o700 });
    process.env['PATH'] = `${directory}${delimiter}${path ?? ''}`;
    process.env['LAMPFIELD_SECRET'] = 'topsecret';
    const result = await find({ java: join(directory, 'java') });
    delete process.env['LAMPFIELD_SECRET'];
    if ('trouble' in result) throw new Error(result.trouble.detail);
    const { command, args, env, cwd } = result.program;
    expect([command, cwd]).toEqual([join(directory, 'java'), directory]);
    expect(args.at(-1)).toBe('org.lampfield.jtapi.Bridge');
    expect(args.at(-2)).toMatch(`${delimiter}${jar}`);
    expect(Object.keys(env)).toEqual(['PATH', 'LANG', 'HOME']);
    expect(JSON.stringify(result.program)).not.toContain('topsecret');
  });
});
