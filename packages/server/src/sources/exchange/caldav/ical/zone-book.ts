import { LRUCache } from 'lru-cache';
import { findIntlZone } from './intl-zone.ts';
import { ObjectZone } from './vtimezone.ts';
import type { FindZone } from './written-time.ts';
import { UTC, type Zone } from './zone.ts';

/** Zones that are kept; organisations use a handful, in as many spellings as they have programs. */
const MOST_ZONES = 200;
/** Longest name that is looked up. */
const LONGEST_NAME = 200;

/** Knows time zones: those that calendar objects bring, and those that Node brings by their IANA names. */
export class ZoneBook {
  readonly #objectZones = new LRUCache<string, ObjectZone>({ max: MOST_ZONES });
  readonly #namedZones = new LRUCache<string, { readonly zone: Zone | undefined }>({ max: MOST_ZONES });

  /**
   * How the zones of one object are found: its own, else Node's by the same name, else that of times without one.
   *
   * @param texts its VTIMEZONEs
   * @param fallback the zone of dates and of times without one
   * @throws BrokenCalendar when a VTIMEZONE is none
   */
  zonesOf(texts: readonly string[], fallback: Zone): FindZone {
    const own = new Map(texts.map((text) => [tzidOf(text), this.#objectZone(text)]));
    return (tzid) => (tzid === undefined ? fallback : (own.get(tzid) ?? this.find(tzid) ?? fallback));
  }

  /**
   * A zone by its IANA name, also one with something before it, as some programs write (`/mozilla.org/20050126_1/Europe/Budapest`). Undefined when Node
   * has none.
   */
  find(name: string): Zone | undefined {
    if (name.length > LONGEST_NAME) return undefined;
    const known = this.#namedZones.get(name);
    if (known !== undefined) return known.zone;
    const parts = name.split('/').filter((part) => part !== '');
    const names = [name, parts.slice(-3).join('/'), parts.slice(-2).join('/')];
    const zone = /^(utc|z|gmt)$/i.test(name)
      ? UTC
      : names.reduce<Zone | undefined>((found, one) => found ?? findIntlZone(one), undefined);
    this.#namedZones.set(name, { zone });
    return zone;
  }

  #objectZone(text: string): ObjectZone {
    const known = this.#objectZones.get(text);
    if (known !== undefined) return known;
    const zone = new ObjectZone(text);
    this.#objectZones.set(text, zone);
    return zone;
  }
}

/** Every line end of patterns is left out of the parameters: else each of many lines would be read on to the end of the text. */
function tzidOf(text: string): string {
  return /^TZID[^:\r\n\u2028\u2029]*:(.*)$/im.exec(text)?.[1]?.trim() ?? '';
}
