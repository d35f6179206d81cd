import type { Environment } from './substitute-environment.ts';
import { isSection, type RawConfig, type RawSection } from './raw-config.ts';

/** A variable that overrides one key of the file. */
export interface EnvironmentOverride {
  readonly variable: string;
  readonly section: string;
  readonly key: string;
}

/** Every variable that overrides the file, for containers. An empty one counts as not set. */
export const ENVIRONMENT_OVERRIDES: readonly EnvironmentOverride[] = [
  { variable: 'HOST', section: 'server', key: 'host' },
  { variable: 'PORT', section: 'server', key: 'port' },
  { variable: 'PRESENCE_SUBSCRIPTION_TIME', section: 'presence', key: 'subscriptionTime' },
  { variable: 'PRESENCE_GC_PERIOD', section: 'presence', key: 'gcPeriod' },
  { variable: 'REDIS_URL', section: 'cluster', key: 'redisUrl' },
  { variable: 'LOG_LEVEL', section: 'log', key: 'level' },
  { variable: 'DEMO_PASSWORD', section: 'auth', key: 'password' },
];

/** Puts the overriding variables in place of what the file says. */
export function applyOverrides(raw: RawConfig, env: Environment): RawConfig {
  const sections: RawSection = { ...raw.sections };
  const fromEnvironment = new Map(raw.fromEnvironment);
  for (const { variable, section, key } of ENVIRONMENT_OVERRIDES) {
    const value = env[variable];
    const before = sections[section] ?? {};
    if (value === undefined || value === '' || !isSection(before) || !isWanted(variable, before)) continue;
    sections[section] = { ...before, [key]: value };
    fromEnvironment.set(`${section}.${key}`, variable);
  }
  return { sections, fromEnvironment };
}

/** A demo password means nothing to the other ways to sign in, and would be an unknown key there. */
function isWanted(variable: string, section: RawSection): boolean {
  return variable !== 'DEMO_PASSWORD' || (section['type'] ?? 'demo') === 'demo';
}
