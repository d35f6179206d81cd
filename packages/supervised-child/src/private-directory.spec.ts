import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { PrivateDirectory } from './private-directory.ts';

describe('PrivateDirectory', () => {
  let folder: string;
  let prefix: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'private-'));
    prefix = join(folder, 'run-');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** What is left of somebody who was killed: a directory with a socket that nobody listens at. */
  async function leave(name: string): Promise<string> {
    const path = join(folder, name);
    const script = `
      require('node:fs').mkdirSync(${JSON.stringify(path)});
      require('node:net').createServer().listen(${JSON.stringify(join(path, 'owner'))}, () => process.kill(process.pid, 'SIGKILL'));
    `;
    const child = spawn(process.execPath, ['-e', script], { stdio: 'ignore' });
    await new Promise((resolve) => child.once('exit', resolve));
    writeFileSync(join(path, 'CiscoJtapi01.log'), 'from 1001 to 2001');
    return path;
  }

  it('is for this user alone, and gone with all that is in it when it is removed', async () => {
    const directory = await PrivateDirectory.make(prefix);
    expect(statSync(directory.path).mode & 0o777).toBe(0o700);
    mkdirSync(join(directory.path, 'classes'));
    writeFileSync(join(directory.path, 'classes', 'a'), 'x');
    directory.remove();
    directory.remove();
    expect(existsSync(directory.path)).toBe(false);
  });

  it('takes away what somebody who was killed has left', async () => {
    const left = await leave('run-killed');
    const directory = await PrivateDirectory.make(prefix);
    expect(existsSync(left)).toBe(false);
    expect(readdirSync(folder)).toEqual([basename(directory.path)]);
    directory.remove();
  });

  it('leaves alone what is in use, what has no owner yet, and what is of somebody else', async () => {
    const used = await PrivateDirectory.make(prefix);
    const others = ['run-without-owner', 'run-with-a-file', 'other'];
    for (const name of others) mkdirSync(join(folder, name));
    writeFileSync(join(folder, 'run-with-a-file', 'owner'), '');
    writeFileSync(join(folder, 'run-a-file'), '');
    await leave('other-killed');
    const directory = await PrivateDirectory.make(prefix);
    const expected = [...others, 'run-a-file', 'other-killed', basename(used.path), basename(directory.path)];
    expect(readdirSync(folder).sort()).toEqual(expected.sort());
    used.remove();
    directory.remove();
  });

  it('does without an owner where its path is longer than the name of a socket may be', async () => {
    const deep = join(folder, 'x'.repeat(120));
    mkdirSync(deep);
    const [first, second] = [await PrivateDirectory.make(join(deep, 'run-')), await PrivateDirectory.make(join(deep, 'run-'))];
    expect(readdirSync(deep).sort()).toEqual([first, second].map(({ path }) => basename(path)).sort());
    first.remove();
    second.remove();
    expect(readdirSync(deep)).toEqual([]);
  });
});
