import { Value } from '@sinclair/typebox/value';
import { LDAP_PEOPLE_DN, LDAP_READER_DN, LDAP_READER_PASSWORD, type LdapPerson } from '@lampfield/test-servers';
import type { TObject, Static } from '@sinclair/typebox';
import type { DemoPerson } from '../directories/demo/demo-people.ts';

/** Options of an LDAP part for a slapd of the test servers, completed with the defaults and checked as the configuration would be. */
export function ldapTestOptions<S extends TObject>(schema: S, options: { readonly url: string } & Partial<Static<S>>): Static<S> {
  const account = { bindDn: LDAP_READER_DN, bindPassword: LDAP_READER_PASSWORD, baseDn: LDAP_PEOPLE_DN };
  const known = Object.fromEntries(Object.entries({ ...account, ...options }).filter(([key]) => key in schema.properties));
  const complete = Value.Default(schema, known);
  Value.Assert(schema, complete);
  return complete;
}

/** The invented people of a demo directory as entries of an LDAP directory. */
export function toLdapPeople(people: readonly DemoPerson[], department?: string): LdapPerson[] {
  return people.map(({ uid, givenName, familyName, phone, mail, department: own }) => ({
    uid,
    cn: `${givenName} ${familyName}`,
    sn: familyName,
    givenName,
    mail,
    telephoneNumber: phone,
    ou: department ?? own,
  }));
}
