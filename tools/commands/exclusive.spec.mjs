import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { exclusively } from './exclusive.mjs';

/** @type {string} */
let folder;
/** @type {string} */
let lockFile;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'exclusive-'));
  lockFile = path.join(folder, 'lock');
});

afterEach(() => rmSync(folder, { recursive: true }));

const neverWaits = () => {
  throw new Error('waited');
};

describe('exclusively', () => {
  it('holds the lock during the action only, also when that fails', async () => {
    const holder = await exclusively(lockFile, async () => readFileSync(lockFile, 'utf8'), neverWaits);
    expect(holder).toBe(String(process.pid));
    await expect(exclusively(lockFile, () => Promise.reject(new Error('no')), neverWaits)).rejects.toThrow('no');
    expect(existsSync(lockFile)).toBe(false);
  });

  it('lets a second wait for the first, and says for whom', async () => {
    /** @type {string[]} */
    const events = [];
    /** @type {() => void} */
    let endFirst = () => undefined;
    const firstMayEnd = new Promise((resolve) => (endFirst = () => resolve(undefined)));
    const first = exclusively(lockFile, () => firstMayEnd.then(() => events.push('first')), neverWaits);
    const wait = (/** @type {number} */ holder) => {
      events.push(`waits for ${holder}`);
      endFirst();
    };
    const second = exclusively(lockFile, async () => events.push('second'), wait);
    await Promise.all([first, second]);
    expect(events).toEqual([`waits for ${process.pid}`, 'first', 'second']);
  });

  it.each([
    ['a process that is gone', () => String(spawnSync(process.execPath, ['-e', '']).pid)],
    ['nobody, because writing it was cut short', () => ''],
  ])('takes over the lock of %s', async (_whose, holder) => {
    writeFileSync(lockFile, holder());
    await expect(exclusively(lockFile, async () => readFileSync(lockFile, 'utf8'), neverWaits)).resolves.toBe(
      String(process.pid),
    );
  });
});
