import { PRESENCE_GC_PERIOD } from '@lampfield/protocol';
import { checkDemoAuth, checkOpsAddress, checkOwnUrl, checkProxies } from './check-addresses.ts';
import type { ConfigMistake } from './config-mistake.ts';
import type { LampfieldConfig, NormalizeRule } from './lampfield-config.ts';
import type { RawSection } from './raw-config.ts';

/** Below this many seconds of subscription time the keep-alives become a load of their own; see the contract. */
const SHORT_SUBSCRIPTION_SECONDS = 60;

/** Fills in what depends on other keys and checks how keys go together. Sections that are wrong in themselves are left out of it. */
export function checkRelations(
  draft: RawSection,
  mistakes: ConfigMistake[],
): { config: LampfieldConfig; warnings: readonly string[] } {
  const isSound = (path: string): boolean => !mistakes.some((mistake) => isWithin(mistake.path, path));
  // The sections have been checked one by one; what is wrong in one of them keeps the configuration from being used.
  const config = draft as unknown as LampfieldConfig;
  const own = isSound('server') ? checkServer(config.server, mistakes) : config.server;
  const presence = isSound('presence') ? checkTimes(config.presence, mistakes) : config.presence;
  if (isSound('ops')) checkOpsAddress(config.ops.address, mistakes);
  if (isSound('server') && isSound('auth')) checkDemoAuth(config.auth, own, mistakes);
  checkDirectoryIds(config.directories, mistakes);
  if (isSound('sources')) checkRules(config.sources.JTAPI?.normalize ?? [], mistakes);
  const directories = config.directories.map((directory) => ({
    ...directory,
    name: (directory.name as string | undefined) ?? directory.id,
  }));
  const complete: LampfieldConfig = { ...config, server: own, presence, directories };
  return { config: complete, warnings: mistakes.length === 0 ? findWarnings(complete) : [] };
}

function checkServer(server: LampfieldConfig['server'], mistakes: ConfigMistake[]): LampfieldConfig['server'] {
  checkProxies(server.trustedProxies, mistakes);
  return checkOwnUrl(server, mistakes);
}

function isWithin(path: string, section: string): boolean {
  return path === section || path.startsWith(`${section}.`) || path.startsWith(`${section}[`);
}

function checkTimes(presence: LampfieldConfig['presence'], mistakes: ConfigMistake[]): LampfieldConfig['presence'] {
  const { subscriptionTime } = presence;
  const gcPeriod = (presence.gcPeriod as number | undefined) ?? Math.min(PRESENCE_GC_PERIOD, subscriptionTime);
  if (gcPeriod > subscriptionTime) {
    const expected = `a whole number from 1 to presence.subscriptionTime (${String(subscriptionTime)})`;
    mistakes.push({ path: 'presence.gcPeriod', expected, found: String(gcPeriod) });
  }
  return { ...presence, gcPeriod };
}

function checkDirectoryIds(directories: LampfieldConfig['directories'], mistakes: ConfigMistake[]): void {
  const seen = new Set<string>();
  directories.forEach(({ id }, index) => {
    if (typeof id !== 'string') return;
    if (seen.has(id))
      mistakes.push({ path: `directories[${String(index)}].id`, expected: 'an id of its own', found: `${id} again` });
    seen.add(id);
  });
}

function checkRules(rules: readonly NormalizeRule[], mistakes: ConfigMistake[]): void {
  rules.forEach(({ match }, index) => {
    try {
      new RegExp(match);
    } catch {
      mistakes.push({ path: `sources.JTAPI.normalize[${String(index)}].match`, expected: 'a regular expression', found: match });
    }
  });
}

function findWarnings({ presence, cluster, directories }: LampfieldConfig): string[] {
  const warnings: string[] = [];
  if (presence.subscriptionTime < SHORT_SUBSCRIPTION_SECONDS) {
    warnings.push(
      `presence.subscriptionTime is ${String(presence.subscriptionTime)} s: below ${String(SHORT_SUBSCRIPTION_SECONDS)} s keep-alives become a load, and hidden browser tabs may lose their lamps`,
    );
  }
  if (cluster !== undefined) warnings.push('cluster.redisUrl: this version runs as one process; the setting has no effect');
  if (directories.length === 0) warnings.push('directories: none is configured, so a search finds nothing');
  return warnings;
}
