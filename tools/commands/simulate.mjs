/** `npm run simulate`: runs simulated worlds until something breaks, as long as asked; tools/simulate/README.md lists what may be asked. */
import { chooseNode, environmentFor } from './choose-node.mjs';
import { ensureInstall } from './ensure-install.mjs';
import { fromRoot } from './repository.mjs';
import { run } from './run.mjs';
import { runCommand } from './stop.mjs';

await runCommand(async () => {
  await ensureInstall();
  const node = chooseNode();
  const args = ['--conditions=@lampfield/source', fromRoot('tools/simulate/src/simulate.ts'), ...process.argv.slice(2)];
  const { exitCode } = await run(node, args, { env: environmentFor(node), stdio: 'inherit' });
  return exitCode;
});
