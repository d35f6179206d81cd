import { createSeededChance } from '../core/seeded-chance.ts';
import type { Clock } from '../ports/clock.ts';
import type { ConnectorContext } from '../ports/connector.ts';

/** What a test gives a connector: repeatable chance, no log, and identifiers that only lose their punctuation and capitals. */
export function createConnectorContext(clock: Clock): ConnectorContext {
  const say = (): void => undefined;
  return {
    clock,
    chance: createSeededChance(1),
    log: { debug: say, info: say, warn: say, error: say },
    canonicalize: (type, raw) => {
      const canonical = type === 'JTAPI' ? raw.replaceAll(/[^\d+*#]/g, '') : raw.toLowerCase();
      return canonical === '' ? undefined : canonical;
    },
  };
}
