import type { ParsedPresenceId, PresenceType } from '@lampfield/protocol';
import { VALUE_PLACE, type DetailRule, type DetailRules } from './contact-mapper.ts';
import { digitsOf } from './directory-query.ts';

/** What an entry that stands for a presentity may have: a value that equals this one, or a number that ends in these digits. */
export interface PresenceCandidate {
  readonly attribute: string;
  readonly kind: 'equals' | 'endsInDigits';
  readonly value: string;
}

/** Digits at the end of a number that a configured rule is expected to leave alone. */
const TAIL_LENGTH = 4;

/** Below this many digits at the end nearly every number would do. */
const MIN_TAIL_LENGTH = 3;

/** Schemes that values may be stored with and that canonical identifiers are without. */
const STORED_SCHEMES: Readonly<Record<PresenceType, readonly string[]>> = {
  JTAPI: ['tel:'],
  CUPS: ['xmpp:', 'sip:', 'im:'],
  EXCHANGE: ['smtp:'],
  XMPP: ['xmpp:', 'sip:', 'im:'],
};

/**
 * Where to look for the contacts that may stand for a presentity. Because canonical forms cannot be turned back (a phone rule above all), this
 * finds some that do not: what comes back has to be mapped, and its canonical identifiers compared. It misses a number whose rule changes the last
 * {@link TAIL_LENGTH} digits.
 */
export function presenceCandidates(details: DetailRules, id: ParsedPresenceId): readonly PresenceCandidate[] {
  return Object.values(details).flatMap((rule) => (rule.presence === id.type ? candidatesOf(rule, id) : []));
}

function candidatesOf(rule: DetailRule, { identifier, type }: ParsedPresenceId): PresenceCandidate[] {
  const { attribute, identifier: template = VALUE_PLACE } = rule;
  const value = invertTemplate(template, identifier);
  const equal: PresenceCandidate[] = value === undefined ? [] : [{ attribute, kind: 'equals', value }];
  if (type === 'JTAPI') return [...equal, ...tailOf(attribute, value ?? identifier)];
  if (template !== VALUE_PLACE || value === undefined) return equal;
  return [
    ...equal,
    ...STORED_SCHEMES[type].map((scheme): PresenceCandidate => ({ attribute, kind: 'equals', value: `${scheme}${value}` })),
  ];
}

function tailOf(attribute: string, number: string): PresenceCandidate[] {
  const digits = digitsOf(number).slice(-TAIL_LENGTH);
  return digits.length < MIN_TAIL_LENGTH ? [] : [{ attribute, kind: 'endsInDigits', value: digits }];
}

/** What has to stand in the place of the value to give this identifier; undefined when nothing does. Letter case makes no difference. */
function invertTemplate(template: string, identifier: string): string | undefined {
  const place = template.indexOf(VALUE_PLACE);
  const before = template.slice(0, place).toLowerCase();
  const after = template.slice(place + VALUE_PLACE.length).toLowerCase();
  const isLongEnough = identifier.length > before.length + after.length;
  if (!isLongEnough || !identifier.startsWith(before) || !identifier.endsWith(after)) return undefined;
  return identifier.slice(before.length, identifier.length - after.length);
}
