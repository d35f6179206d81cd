import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { basename, dirname, join } from 'node:path';

/** A socket that somebody listens at for as long as the directory is in use. */
const OWNER = 'owner';

/**
 * A directory for one run of this process, which nobody else may enter (mode 700). Whoever is killed leaves his behind; the next one to make one with the same
 * prefix takes it away.
 */
export class PrivateDirectory {
  readonly path: string;
  /** Absent where there can be none: the name of a socket may have 100 characters, that of a directory 4,000. */
  readonly #owner: Server | undefined;

  private constructor(path: string, owner: Server | undefined) {
    this.path = path;
    this.#owner = owner;
  }

  /**
   * @param prefix full path, to which some characters are added; only this program's directories may begin so
   * @throws Error when it cannot be made
   */
  static async make(prefix: string): Promise<PrivateDirectory> {
    await removeLeftovers(prefix);
    const path = mkdtempSync(prefix);
    return new PrivateDirectory(path, await own(join(path, OWNER)));
  }

  /** Removes it with all that is in it. */
  remove(): void {
    this.#owner?.close();
    rmSync(this.path, { recursive: true, force: true });
  }
}

/**
 * The system ends the listening with the process, however that ends, and in whatever container it runs: process ids say nothing to who shares
 * the directory for temporary files with other containers.
 */
function own(path: string): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const owner = createServer((socket) => socket.destroy()).unref();
    owner.once('error', () => resolve(undefined));
    owner.listen(path, () => resolve(owner));
  });
}

async function removeLeftovers(prefix: string): Promise<void> {
  const folder = dirname(prefix);
  const names = readdirSync(folder).filter((name) => name.startsWith(basename(prefix)));
  await Promise.all(names.map((name) => removeIfLeft(join(folder, name))));
}

async function removeIfLeft(path: string): Promise<void> {
  try {
    const { uid } = lstatSync(path);
    // What has no owner's socket may be about to get one, or is none of ours.
    if (uid !== process.getuid?.() || !lstatSync(join(path, OWNER)).isSocket()) return;
    if (await isDeserted(join(path, OWNER))) rmSync(path, { recursive: true, force: true });
  } catch {
    // Somebody else was quicker, or what is left of its owner still writes there: the next one to come will take it away.
  }
}

/** Only a refusal says that nobody listens; whatever else goes wrong says nothing. */
function isDeserted(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code === 'ECONNREFUSED'));
  });
}
