import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  mkdtempSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  appendFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '../ports/log.ts';
import { systemClock } from '../system-clock.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { FileRevocationStore } from './file-revocation-store.ts';
import { FileVersionStore } from './file-version-store.ts';
import { KEY_LIFETIME_MS, SessionKeys } from './session-keys.ts';
import { findStateDirTrouble, prepareStateDir, StateDirError } from './state-dir.ts';

let dir: string;
let warnings: string[];
let log: Log;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lampfield-state-'));
  warnings = [];
  const ignore = (): void => undefined;
  log = { debug: ignore, info: ignore, warn: (_fields, message) => void warnings.push(message), error: ignore };
});

afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

function modeOf(path: string): number {
  return statSync(path).mode & 0o777;
}

describe('the state directory', () => {
  it('is made, with everything above it, for its owner alone', () => {
    const path = join(dir, 'a/b');
    expect(prepareStateDir(path)).toBe(path);
    expect(modeOf(path)).toBe(0o700);
  });

  it('is closed to others when it was open', () => {
    const path = join(dir, 'open');
    mkdirSync(path);
    chmodSync(path, 0o755);
    prepareStateDir(path);
    expect(modeOf(path)).toBe(0o700);
  });

  it.each(['file', 'file/below'])('a path that is no directory (%s) is an error that says so', (path) => {
    writeFileSync(join(dir, 'file'), '');
    expect(() => prepareStateDir(join(dir, path))).toThrow(StateDirError);
    expect(() => prepareStateDir(join(dir, path))).toThrow(/^server\.stateDir: cannot use .*not a directory/);
  });

  it('is an error, and no endless loop, where no directory can be made', () => {
    const script = `import(${JSON.stringify(join(__dirname, 'state-dir.ts'))}).then(({ prepareStateDir }) => prepareStateDir('/proc/x/y'))`;
    const { stderr, status } = spawnSync(process.execPath, ['-e', script], { timeout: 20_000, encoding: 'utf8' });
    expect(stderr).toMatch(/StateDirError: server\.stateDir: cannot use \/proc\/x\/y \(\w+\)/);
    expect(status).toBe(1);
  });

  it('is in trouble once it is gone or no directory any more, and no longer once it is back', () => {
    const path = join(dir, 'state');
    expect(findStateDirTrouble(path)).toBe('ENOENT');
    writeFileSync(path, '');
    expect(findStateDirTrouble(path)).toBe('ENOTDIR');
    rmSync(path);
    prepareStateDir(path);
    expect([findStateDirTrouble(path), readdirSync(path)]).toEqual([undefined, []]);
  });

  it('is in trouble on a disk that is full, though it may be written', () => {
    const script = `import(${JSON.stringify(join(__dirname, 'state-dir.ts'))}).then((m) => console.log(m.findStateDirTrouble(${JSON.stringify(dir)})))`;
    const full = ['-c', 'ulimit -f 0; exec "$@" | cat', 'sh', process.execPath, '-e', script];
    expect(spawnSync('sh', full, { timeout: 20_000, encoding: 'utf8' }).stdout).toBe('EFBIG\n');
  });
});

describe('the session keys', () => {
  const file = (): string => join(dir, 'session.key');
  const load = (clock = new ManualClock(systemClock.wallMs())) => new SessionKeys({ stateDir: dir, clock, log });

  it('begin with one that is made once and kept, for its owner alone', () => {
    const { keys } = load();
    expect(keys.map((key) => key.length)).toEqual([32]);
    expect(load().keys).toEqual(keys);
    expect(modeOf(file())).toBe(0o600);
    expect(readdirSync(dir)).toEqual(['session.key']);
  });

  it('are closed to others when they were open', () => {
    const { keys } = load();
    chmodSync(file(), 0o644);
    expect(load().keys).toEqual(keys);
    expect(modeOf(file())).toBe(0o600);
  });

  it.each([0, 31, 33, 63, 96])('are replaced, with a warning, when the file has %d bytes', (length) => {
    writeFileSync(file(), randomBytes(length));
    const { keys } = load();
    expect(keys).toHaveLength(1);
    expect(warnings).toHaveLength(1);
    expect(load().keys).toEqual(keys);
  });

  it('change while the server runs, once the one in use is a month old, and the one before stays good for another month', () => {
    const clock = new ManualClock(systemClock.wallMs());
    const ring = load(clock);
    ring.start();
    const [first] = ring.keys;
    clock.advance(KEY_LIFETIME_MS - 7_200_000);
    expect(ring.keys).toEqual([first]);
    clock.advance(3 * 3_600_000);
    const [second] = ring.keys;
    expect(ring.keys).toEqual([second, first]);
    expect(second).not.toEqual(first);
    expect(load().keys).toEqual([second, first]);
    ring.stop();
    clock.advance(KEY_LIFETIME_MS);
    expect(load(clock).keys).toEqual([expect.any(Buffer), second]);
    expect(modeOf(file())).toBe(0o600);
    expect(clock.pendingCount).toBe(0);
  });

  it('stay as they are, with a warning, where they cannot be written', () => {
    const ring = load();
    const clock = new ManualClock(systemClock.wallMs());
    const later = load(clock);
    later.start();
    rmSync(dir, { recursive: true });
    clock.advance(KEY_LIFETIME_MS + 3_600_000);
    expect(later.keys).toEqual(ring.keys);
    expect(warnings).toContain('the session key could not be replaced');
    later.stop();
  });
});

describe('the version mark', () => {
  it('is absent at the first start, without a warning', () => {
    expect(new FileVersionStore(dir, log).load()).toBeUndefined();
    expect(warnings).toEqual([]);
  });

  it('comes back as it was saved last', () => {
    const store = new FileVersionStore(dir, log);
    store.save({ epoch: 'a', highWater: 1 });
    store.save({ epoch: 'b', highWater: Number.MAX_SAFE_INTEGER });
    expect(new FileVersionStore(dir, log).load()).toEqual({ epoch: 'b', highWater: Number.MAX_SAFE_INTEGER });
    expect(readdirSync(dir)).toEqual(['versions.json']);
    expect(modeOf(join(dir, 'versions.json'))).toBe(0o600);
  });

  it.each([
    '',
    '{',
    'null',
    '[]',
    '{"epoch":"a"}',
    '{"epoch":"","highWater":1}',
    '{"epoch":"a","highWater":-1}',
    '{"epoch":"a","highWater":1e99}',
  ])('counts as lost, with a warning, when the file says %j', (text) => {
    writeFileSync(join(dir, 'versions.json'), text);
    expect(new FileVersionStore(dir, log).load()).toBeUndefined();
    expect(warnings).toEqual(['the version mark is damaged: versions start anew']);
  });

  it('counts as lost, with a warning, when it cannot be read', () => {
    mkdirSync(join(dir, 'versions.json'));
    expect(new FileVersionStore(dir, log).load()).toBeUndefined();
    expect(warnings).toEqual(['the version mark cannot be read: versions start anew']);
  });

  it('is saved in a directory made anew, for its owner alone, when that has gone', () => {
    const path = join(dir, 'gone/deep');
    new FileVersionStore(path, log).save({ epoch: 'a', highWater: 1 });
    expect(new FileVersionStore(path, log).load()).toEqual({ epoch: 'a', highWater: 1 });
    expect(modeOf(path)).toBe(0o700);
  });

  it('says so when it cannot be saved', () => {
    writeFileSync(join(dir, 'file'), '');
    const store = new FileVersionStore(join(dir, 'file'), log);
    expect(() => {
      store.save({ epoch: 'a', highWater: 1 });
    }).toThrow(StateDirError);
  });
});

describe('signed-out sessions', () => {
  const path = (): string => join(dir, 'signed-out.log');

  it('come back in their order', async () => {
    const store = new FileRevocationStore(dir, log);
    expect(store.load()).toEqual([]);
    const all = [
      { sid: 'a-_1', revokedAt: 1 },
      { sid: 'b', revokedAt: 2 },
    ];
    for (const revocation of all) await store.add(revocation, () => all);
    expect(new FileRevocationStore(dir, log).load()).toEqual(all);
    expect(modeOf(path())).toBe(0o600);
    expect(warnings).toEqual([]);
  });

  it('survive a line that a crash cut off, and so do those after it', async () => {
    const store = new FileRevocationStore(dir, log);
    await store.add({ sid: 'before', revokedAt: 1 }, () => []);
    appendFileSync(path(), 'cut-o');
    await store.add({ sid: 'after', revokedAt: 2 }, () => []);
    expect(new FileRevocationStore(dir, log).load().map(({ sid }) => sid)).toEqual(['before', 'after']);
  });

  it('are tidied once there are many of which few are needed', async () => {
    const store = new FileRevocationStore(dir, log);
    const last = { sid: 'last', revokedAt: 5 };
    const adds = Array.from({ length: 999 }, (_, index) => store.add({ sid: `s${String(index)}`, revokedAt: 1 }, () => [last]));
    await Promise.all(adds);
    expect(new FileRevocationStore(dir, log).load()).toHaveLength(999);
    await store.add(last, () => [last]);
    expect(readFileSync(path(), 'utf8')).toBe('last 5\n');
  });

  it('go on being stored after one could not be', async () => {
    const target = join(dir, 'later');
    writeFileSync(target, '');
    const store = new FileRevocationStore(target, log);
    await expect(store.add({ sid: 'a', revokedAt: 1 }, () => [])).rejects.toThrow(StateDirError);
    rmSync(target);
    await store.add({ sid: 'b', revokedAt: 2 }, () => []);
    expect(new FileRevocationStore(target, log).load()).toEqual([{ sid: 'b', revokedAt: 2 }]);
    expect(modeOf(target)).toBe(0o700);
  });

  it('count as none, with a warning, when the file cannot be read', () => {
    mkdirSync(path());
    expect(new FileRevocationStore(dir, log).load()).toEqual([]);
    expect(warnings).toHaveLength(1);
  });
});
