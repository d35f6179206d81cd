/** A person as an `inetOrgPerson` entry; what is absent is left out. */
export interface LdapPerson {
  readonly uid: string;
  readonly cn: string;
  readonly sn: string;
  readonly givenName?: string;
  readonly mail?: string;
  readonly telephoneNumber?: string | readonly string[];
  /** Department. */
  readonly ou?: string;
  /** Stored in the clear: for tests of signing in. */
  readonly userPassword?: string;
}

/** Where test directories keep their people. */
export const LDAP_SUFFIX = 'dc=example,dc=org';

/** The container of all people. */
export const LDAP_PEOPLE_DN = `ou=people,${LDAP_SUFFIX}`;

/** The account that reads: see {@link LDAP_READER_PASSWORD}. */
export const LDAP_READER_DN = `cn=reader,${LDAP_SUFFIX}`;

/** Password of {@link LDAP_READER_DN}. */
export const LDAP_READER_PASSWORD = 'reader-secret';

/** How Lampfield is configured to read a test directory. */
export const LDAP_READER_OPTIONS = {
  bindDn: LDAP_READER_DN,
  bindPassword: LDAP_READER_PASSWORD,
  baseDn: LDAP_PEOPLE_DN,
} as const;

/** Distinguished name of a person. */
export function personDn(uid: string): string {
  return `uid=${escapeDn(uid)},${LDAP_PEOPLE_DN}`;
}

/** LDIF (RFC 2849) of a whole test directory: its root, the reader's account and the people. */
export function directoryLdif(people: readonly LdapPerson[]): string {
  const entries = [
    entry(LDAP_SUFFIX, { objectClass: ['dcObject', 'organization'], dc: 'example', o: 'Example' }),
    entry(LDAP_READER_DN, { objectClass: ['organizationalRole', 'simpleSecurityObject'], userPassword: LDAP_READER_PASSWORD }),
    entry(LDAP_PEOPLE_DN, { objectClass: 'organizationalUnit' }),
    ...people.map((person) => entry(personDn(person.uid), { objectClass: 'inetOrgPerson', ...person })),
  ];
  return entries.join('\n');
}

/** Invented people `user1` to `userN`, with the password `password-of-<uid>`: for tests of signing in and for load. */
export function numberedPeople(count: number): LdapPerson[] {
  return Array.from({ length: count }, (_, index) => {
    const number = String(index + 1);
    const uid = `user${number}`;
    const line = String(index + 1).padStart(7, '0');
    return {
      uid,
      cn: `Person Number${number}`,
      sn: `Number${number}`,
      givenName: 'Person',
      mail: `${uid}@example.org`,
      telephoneNumber: `+36 1 1${line.slice(0, 3)} ${line.slice(3)}`,
      userPassword: `password-of-${uid}`,
    };
  });
}

type AttributeValues = Readonly<Record<string, string | readonly string[] | undefined>>;

function entry(dn: string, attributes: AttributeValues): string {
  const lines = Object.entries(attributes).flatMap(([name, values]) => {
    const list = values === undefined ? [] : typeof values === 'string' ? [values] : values;
    return list.map((value) => line(name, value));
  });
  return `${[line('dn', dn), ...lines].join('\n')}\n`;
}

/** Everything but plain ASCII goes in base64, as the RFC wants it. */
function line(name: string, value: string): string {
  const isPlain = /^[!-9;=-~][ -~]*$/.test(value) && !value.endsWith(' ');
  return isPlain ? `${name}: ${value}` : `${name}:: ${Buffer.from(value, 'utf8').toString('base64')}`;
}

function escapeDn(value: string): string {
  return value.replace(/[,+"\\<>;=#]/g, (character) => `\\${character}`);
}
