import path from 'node:path';
import { isInstalled } from './installed-packages.mjs';
import { prepareExclusively } from './prepare-exclusively.mjs';
import { run } from './run.mjs';
import { Stop } from './stop.mjs';

/** Installs exactly what the lock says, unless it is installed already. Uses nothing that would have to be installed first. */
export async function ensureInstall() {
  if (isInstalled()) return;
  await prepareExclusively(async () => {
    if (isInstalled()) return;
    console.error('Installing the locked dependencies (npm ci); a first time this takes a minute or two.');
    const { exitCode } = await run('npm', ['ci', '--loglevel=error'], {
      env: { ...process.env, PATH: hostPath() },
      stdio: ['ignore', 2, 2],
    });
    if (exitCode !== 0) throw new Stop('npm ci failed; the reason is above.', exitCode);
    if (!isInstalled()) throw new Stop('npm ci ended well, yet node_modules is not what package-lock.json says.');
  });
}

/** The search path without this project's own programs: npm must not run on a Node that it is about to delete. */
function hostPath() {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return folders.filter((folder) => !folder.endsWith(path.join('node_modules', '.bin'))).join(path.delimiter);
}
