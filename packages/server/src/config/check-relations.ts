import { PRESENCE_GC_PERIOD } from '@lampfield/protocol';
import { checkDemoAuth, checkIssuer, checkOpsAddress, checkOwnUrl, checkProxies, checkTls } from './check-addresses.ts';
import { checkCredentials } from './check-credentials.ts';
import { canonicalUsernames, completeRoles, nobodySeesOnline } from './complete-roles.ts';
import type { ConfigMistake } from './config-mistake.ts';
import { Findings } from './findings.ts';
import type { LampfieldConfig, NormalizeRule, SourceConfig } from './lampfield-config.ts';
import { listOf, type RawSection } from './raw-config.ts';

/** Below this many seconds of subscription time the keep-alives become a load of their own; see the contract. */
const SHORT_SUBSCRIPTION_SECONDS = 60;

/** Fills in what depends on other keys and checks how keys go together; each check only needs the keys that it reads to be right. */
export function checkRelations(
  draft: RawSection,
  mistakes: ConfigMistake[],
): { config: LampfieldConfig; warnings: readonly string[] } {
  const findings = new Findings(mistakes);
  // The sections have been checked one by one; what is wrong in one of them keeps the configuration from being used.
  const config = draft as unknown as LampfieldConfig;
  checkProxies(config.server.trustedProxies, findings);
  const own = checkOwnUrl(config.server, findings);
  checkTls(own, findings);
  const presence = checkTimes(config.presence, findings);
  checkOpsAddress(config.ops.address, findings);
  checkDemoAuth(config.auth, own, findings);
  checkIssuer(config.auth, findings);
  checkDirectoryIds(config.directories, findings);
  checkRules(config.sources.JTAPI?.normalize ?? [], findings);
  checkNodeNames(config.sources.XMPP, findings);
  checkCredentials(config.sources, findings);
  const directories = config.directories.map((directory) => ({
    ...directory,
    name: (directory.name as string | undefined) ?? directory.id,
  }));
  const permissions = completePermissions(config);
  const isOnlineWritten = (config.permissions.online as unknown) !== undefined;
  const roles = completeRoles({ ...config, permissions }, isOnlineWritten, findings);
  const complete: LampfieldConfig = { ...config, server: own, presence, permissions, roles, directories };
  return { config: complete, warnings: mistakes.length === 0 ? findWarnings(complete) : [] };
}

function checkTimes(presence: LampfieldConfig['presence'], findings: Findings): LampfieldConfig['presence'] {
  if (!findings.isSound('presence.subscriptionTime') || !findings.isSound('presence.gcPeriod')) return presence;
  const { subscriptionTime } = presence;
  const gcPeriod = (presence.gcPeriod as number | undefined) ?? Math.min(PRESENCE_GC_PERIOD, subscriptionTime);
  if (gcPeriod > subscriptionTime) {
    const expected = `a whole number from 1 to presence.subscriptionTime (${String(subscriptionTime)})`;
    findings.add({ path: 'presence.gcPeriod', expected, found: String(gcPeriod) });
  }
  return { ...presence, gcPeriod };
}

/** Erlang nodes with long names, which have a dot in the host, and nodes with short ones do not talk to each other. */
function checkNodeNames(source: SourceConfig | undefined, findings: Findings): void {
  const [node, ownNode] = [source?.['node'], source?.['ownNode']];
  if (typeof node !== 'string' || typeof ownNode !== 'string') return;
  if (!findings.isSound('sources.XMPP.node') || !findings.isSound('sources.XMPP.ownNode')) return;
  const hasLongName = (name: string): boolean => name.slice(name.indexOf('@')).includes('.');
  if (hasLongName(node) === hasLongName(ownNode)) return;
  const expected = `a name whose host has ${hasLongName(node) ? 'a dot' : 'no dot'}, as the host of sources.XMPP.node`;
  findings.add({ path: 'sources.XMPP.ownNode', expected, found: JSON.stringify(ownNode) });
}

function checkDirectoryIds(directories: LampfieldConfig['directories'], findings: Findings): void {
  const seen = new Set<string>();
  directories.forEach(({ id }, index) => {
    if (typeof id !== 'string') return;
    if (seen.has(id))
      findings.add({ path: `directories[${String(index)}].id`, expected: 'an id of its own', found: `${id} again` });
    seen.add(id);
  });
}

function checkRules(rules: readonly NormalizeRule[], findings: Findings): void {
  listOf(rules).forEach((rule, index) => {
    const path = `sources.JTAPI.normalize[${String(index)}].match`;
    if (!findings.isSound(path)) return;
    try {
      new RegExp(rule.match);
    } catch {
      findings.add({ path, expected: 'a regular expression', found: rule.match });
    }
  });
}

/**
 * Usernames in the form that signing in gives them. Whom the demo lets in is invented and on this machine; real people are named to nobody
 * unless somebody decided so.
 */
function completePermissions({ permissions, auth }: LampfieldConfig): LampfieldConfig['permissions'] {
  const online = permissions.online as readonly unknown[] | undefined;
  if (online === undefined) return { online: auth.type === 'demo' ? ['*'] : [] };
  return { online: canonicalUsernames(listOf(online)) };
}

function findWarnings({ presence, cluster, directories, sources, roles }: LampfieldConfig): string[] {
  const warnings: string[] = [];
  if (presence.subscriptionTime < SHORT_SUBSCRIPTION_SECONDS) {
    warnings.push(
      `presence.subscriptionTime is ${String(presence.subscriptionTime)} s: below ${String(SHORT_SUBSCRIPTION_SECONDS)} s keep-alives become a load, and hidden browser tabs may lose their lamps`,
    );
  }
  if (cluster !== undefined) warnings.push('cluster.redisUrl: this version runs as one process; the setting has no effect');
  if (directories.length === 0) warnings.push('directories: none is configured, so a search finds nothing');
  if (sources.XMPP !== undefined && !roles.some(({ onlineList }) => onlineList)) warnings.push(nobodySeesOnline(roles));
  return warnings;
}
