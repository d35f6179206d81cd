import { foldAccents } from '../../core/name-folding.ts';
import { createSeededChance, pickOne } from '../../core/seeded-chance.ts';
import type { Chance } from '../../ports/clock.ts';
import { DEPARTMENTS, NAME_SETS } from './demo-names.ts';

/** An invented person, with what a directory would know. */
export interface DemoPerson {
  /** Unique, plain ASCII: mailbox and chat address begin with it. */
  readonly uid: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly department: string;
  /** As people write it: punctuation varies, the digits are unique. */
  readonly phone: string;
  readonly mail: string;
}

/** The n-th person of a directory has this number plus n: +36 1 1000 9100 and following. */
const FIRST_NUMBER = 110_009_100;

/** Ways to write +36 1 1000 9100, by its parts. */
const PHONE_FORMATS: readonly ((area: string, exchange: string, line: string) => string)[] = [
  (area, exchange, line) => `+36 ${area} ${exchange} ${line}`,
  (area, exchange, line) => `+36 (${area}) ${exchange}-${line}`,
  (area, exchange, line) => `+36-${area}-${exchange}-${line}`,
  (area, exchange, line) => `+36${area}${exchange}${line}`,
  (area, exchange, line) => `+36 ${area}/${exchange} ${line}`,
];

/** The same people for the same seed, on every machine. A larger size begins with the people of a smaller one. */
export function inventPeople(size: number, seed: number): DemoPerson[] {
  const chance = createSeededChance(seed);
  const namesakes = new Map<string, number>();
  return Array.from({ length: size }, (_, index) => inventPerson(index, chance, namesakes));
}

function inventPerson(index: number, chance: Chance, namesakes: Map<string, number>): DemoPerson {
  const names = pickOne(NAME_SETS, chance);
  const givenName = pickOne(names.given, chance);
  const familyName = pickOne(names.family, chance);
  const uid = uniqueUid(`${plain(givenName)}.${plain(familyName)}`, namesakes);
  const department = pickOne(DEPARTMENTS, chance);
  const phone = writePhone(FIRST_NUMBER + index, chance);
  return { uid, givenName, familyName, department, phone, mail: `${uid}@example.org` };
}

function plain(name: string): string {
  return foldAccents(name).replace(/[^a-z]/g, '');
}

/** anna.vogel, anna.vogel2, anna.vogel3 */
function uniqueUid(name: string, namesakes: Map<string, number>): string {
  const count = (namesakes.get(name) ?? 0) + 1;
  namesakes.set(name, count);
  return count === 1 ? name : `${name}${String(count)}`;
}

function writePhone(number: number, chance: Chance): string {
  const digits = String(number);
  return pickOne(PHONE_FORMATS, chance)(digits.slice(0, 1), digits.slice(1, 5), digits.slice(5));
}
