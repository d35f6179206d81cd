/**
 * Compares what each package offers to the outside with its report in `docs/api`, so that a change of it is seen in review. `--update` rewrites the reports.
 * Reads what was built.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { allEntryPoints } from './api-entry-points.mjs';
import { fromRoot } from './repository.mjs';

const { Error: FAILS, None: IS_FINE } = ExtractorLogLevel;

const MESSAGES = {
  compilerMessageReporting: { default: { logLevel: FAILS } },
  extractorMessageReporting: {
    default: { logLevel: FAILS },
    // Shown in the report, where the reviewer judges them.
    'ae-forgotten-export': { logLevel: IS_FINE, addToApiReportFile: true },
    'ae-undocumented': { logLevel: IS_FINE },
    'ae-missing-release-tag': { logLevel: IS_FINE },
    'ae-unresolved-link': { logLevel: IS_FINE },
  },
  tsdocMessageReporting: { default: { logLevel: IS_FINE } },
};

/** @param {import('./api-entry-points.mjs').EntryPoint} entryPoint @param {string} tempFolder */
function configOf({ report, packageFolder, declarations }, tempFolder) {
  return ExtractorConfig.prepare({
    configObject: {
      projectFolder: fromRoot(packageFolder),
      mainEntryPointFilePath: fromRoot(declarations),
      compiler: { tsconfigFilePath: fromRoot(packageFolder, 'tsconfig.build.json') },
      apiReport: {
        enabled: true,
        reportFileName: `${report}.api.md`,
        reportFolder: fromRoot('docs/api'),
        reportTempFolder: tempFolder,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      messages: MESSAGES,
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: fromRoot(packageFolder, 'package.json'),
  });
}

/** @param {import('./api-entry-points.mjs').EntryPoint} entryPoint @param {{ tempFolder: string, isUpdating: boolean }} options */
function isAsReported(entryPoint, { tempFolder, isUpdating }) {
  if (!existsSync(fromRoot(entryPoint.declarations))) {
    console.error(`${entryPoint.declarations} is missing. Build first: npm run build`);
    return false;
  }
  const { succeeded, apiReportChanged } = Extractor.invoke(configOf(entryPoint, tempFolder), {
    localBuild: isUpdating,
    messageCallback: (message) => {
      // Advice to copy files by hand, and which compiler it brings along; what to do is said below.
      message.handled = message.messageId.startsWith('console-');
    },
  });
  if (isUpdating) return succeeded;
  if (apiReportChanged)
    console.error(
      `docs/api/${entryPoint.report}.api.md differs from what the package offers. If that is meant: npm run api:update`,
    );
  return succeeded && !apiReportChanged;
}

const isUpdating = process.argv.includes('--update');
const tempFolder = mkdtempSync(path.join(tmpdir(), 'lampfield-api-'));
try {
  const results = allEntryPoints().map((entryPoint) => isAsReported(entryPoint, { tempFolder, isUpdating }));
  process.exitCode = results.every(Boolean) ? 0 : 1;
} finally {
  rmSync(tempFolder, { recursive: true, force: true });
}
