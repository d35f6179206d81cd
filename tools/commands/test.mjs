/**
 * `npm test`: installs and builds what is missing, runs every test, and ends with one line `N passed, N failed, N skipped`. Arguments are passed on to Jest, but
 * `--install-servers`, which (like CI=true) first installs the real servers that some tests talk to.
 */
import { buildIfChanged } from './build.mjs';
import { chooseNode } from './choose-node.mjs';
import { ensureInstall } from './ensure-install.mjs';
import { Stop } from './stop.mjs';
import { ONE_FAILURE, isGreen, sumCounts, summaryLine } from './test-counts.mjs';
import { runPasses } from './test-passes.mjs';
import { installServerPackages, missingServerPackages } from './test-server-packages.mjs';

const INSTALL_SERVERS = '--install-servers';

/** @param {string[]} args @returns {Promise<import('./test-counts.mjs').TestCounts[]>} */
async function runTests(args) {
  await ensureInstall();
  const node = chooseNode();
  if (args.includes(INSTALL_SERVERS) || process.env['CI'] === 'true') await installMissingServers();
  const hasBuilt = (await buildIfChanged(node)) === 0;
  if (!hasBuilt) console.error('The build failed, which counts as one failed test.');
  const counts = await runPasses(
    node,
    args.filter((arg) => arg !== INSTALL_SERVERS),
  );
  const missing = missingServerPackages();
  if (missing.length > 0)
    console.log(
      `\nNot installed, so their tests did not run: ${missing.join(', ')}. To get them: npm test -- ${INSTALL_SERVERS}`,
    );
  return hasBuilt ? counts : [...counts, ONE_FAILURE];
}

async function installMissingServers() {
  const missing = missingServerPackages();
  if (missing.length > 0 && !(await installServerPackages(missing))) {
    console.error('They could not all be installed. That takes apt-get, and root or a sudo that does not ask.');
  }
}

/** @param {unknown} error */
function asFailure(error) {
  console.error(error instanceof Stop ? error.message : error);
  return [ONE_FAILURE];
}

const counts = sumCounts(await runTests(process.argv.slice(2)).catch(asFailure));
process.exitCode = isGreen(counts) ? 0 : 1;
console.log(summaryLine(counts));
