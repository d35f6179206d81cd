/** `npm start`: installs and builds what is missing, then serves. */
import { readFileSync } from 'node:fs';
import { buildIfChanged } from './build.mjs';
import { chooseNode, environmentFor } from './choose-node.mjs';
import { ensureInstall } from './ensure-install.mjs';
import { fromRoot } from './repository.mjs';
import { run } from './run.mjs';
import { Stop, runCommand } from './stop.mjs';

await runCommand(async () => {
  await ensureInstall();
  const node = chooseNode();
  const buildExitCode = await buildIfChanged(node);
  if (buildExitCode !== 0) throw new Stop('The build failed; the reason is above.', buildExitCode);
  const { config } = JSON.parse(readFileSync(fromRoot('apps/server/package.json'), 'utf8'));
  const server = [...config.nodeOptions, fromRoot('apps/server/dist/main.js'), ...process.argv.slice(2)];
  const { exitCode } = await run(node, server, { env: environmentFor(node) });
  return exitCode;
});
