import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCookieFile } from './cookie-file.ts';

describe('readCookieFile', () => {
  let directory: string;
  let file: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lampfield-cookie-'));
    file = join(directory, 'cookie');
  });
  afterEach(() => rm(directory, { recursive: true }));

  const write = async (text: string, mode = 0o600): Promise<void> => {
    await writeFile(file, text);
    await chmod(file, mode);
  };

  it.each([
    ['MYCOOKIE', 'MYCOOKIE'],
    ['MYCOOKIE\n', 'MYCOOKIE'],
    ['with blanks "and" \\ more \r\n', 'with blanks "and" \\ more'],
    ['x'.repeat(255), 'x'.repeat(255)],
  ])('reads %j', async (text, cookie) => {
    await write(text);
    expect(await readCookieFile(file)).toEqual({ cookie });
  });

  it.each([0o600, 0o400])('reads a file of mode %o', async (mode) => {
    await write('MYCOOKIE', mode);
    expect(await readCookieFile(file)).toEqual({ cookie: 'MYCOOKIE' });
  });

  it.each([0o640, 0o604, 0o620, 0o601])('refuses a file of mode %o, which others can use, and does not show it', async (mode) => {
    await write('MYCOOKIE', mode);
    const result = await readCookieFile(file);
    expect(result).toEqual({ trouble: { code: 'NO_COOKIE', detail: expect.stringContaining('set its mode to 600') } });
    expect(JSON.stringify(result)).not.toContain('MYCOOKIE');
  });

  it.each([
    ['nothing', ''],
    ['blanks only', ' \n'],
    ['two lines', 'a\nb'],
    ['what is not ASCII', 'kökö'],
    ['256 characters', 'x'.repeat(256)],
  ])('finds no cookie in %s', async (_title, text) => {
    await write(text);
    expect(await readCookieFile(file)).toEqual({
      trouble: { code: 'NO_COOKIE', detail: `the cookie file ${file} holds no cookie` },
    });
  });

  it('says that there is no file, or none that is one', async () => {
    expect(await readCookieFile(file)).toEqual({
      trouble: { code: 'NO_COOKIE', detail: `the cookie file ${file} cannot be read (ENOENT)` },
    });
    expect(await readCookieFile(directory)).toEqual({
      trouble: { code: 'NO_COOKIE', detail: `the cookie file ${directory} is not a file` },
    });
  });
});
