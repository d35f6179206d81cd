import { Type, type Static } from '@sinclair/typebox';
import type { DetailRules } from '../../core/contact-mapper.ts';
import { ATTRIBUTE_NAME } from '../../ldap/attribute-name.ts';
import { ldapFilterOption } from '../../ldap/ldap-filter-option.ts';
import { LDAP_SERVER_OPTIONS } from '../../ldap/ldap-server-options.ts';
import { detailOptions } from '../detail-options.ts';

/** Everything a directory of type `ldap` can be told. */
export const LDAP_DIRECTORY_OPTIONS = Type.Object({
  ...LDAP_SERVER_OPTIONS,
  baseDn: Type.String({
    minLength: 1,
    description: 'Distinguished name below which people are, such as ou=people,dc=example,dc=org.',
  }),
  scope: Type.Union([Type.Literal('sub'), Type.Literal('one')], {
    default: 'sub',
    description: 'sub: everything below baseDn; one: only what stands directly below it.',
  }),
  filter: ldapFilterOption({ default: '(objectClass=person)', description: 'Only entries that match it are found.' }),
  idAttribute: Type.String({
    ...ATTRIBUTE_NAME,
    default: 'entryUUID',
    description: 'Identifies an entry for good; objectGUID in Active Directory.',
  }),
  displayNameAttribute: Type.String({ ...ATTRIBUTE_NAME, default: 'cn', description: 'The name that people see.' }),
  searchAttributes: Type.Array(ATTRIBUTE_NAME, {
    minItems: 1,
    maxItems: 12,
    default: ['cn', 'sn', 'givenName', 'mail', 'telephoneNumber'],
    description: 'Attributes that are searched; the server should have an index (equality and substring) on each.',
  }),
  numberAttributes: Type.Array(ATTRIBUTE_NAME, {
    default: ['telephoneNumber', 'mobile', 'homePhone', 'ipPhone', 'otherTelephone'],
    description: 'Those of searchAttributes that are phone numbers: found by their digits, however they are punctuated.',
  }),
  foldAccents: Type.Boolean({
    default: true,
    description:
      'Find Müller when muller is typed. False for servers that do so themselves (Active Directory): it saves them a second search.',
  }),
  sizeLimit: Type.Integer({
    minimum: 10,
    maximum: 10_000,
    default: 1000,
    description: 'Most entries that one search asks of the server.',
  }),
  details: detailOptions('phone (telephoneNumber, JTAPI) and mail (EXCHANGE)'),
});

/** {@link LDAP_DIRECTORY_OPTIONS}, read. */
export type LdapDirectoryOptions = Static<typeof LDAP_DIRECTORY_OPTIONS>;

/** What a contact shows when the configuration says nothing of it. */
export const DEFAULT_LDAP_DETAILS: DetailRules = {
  phone: { attribute: 'telephoneNumber', label: 'Phone', presence: 'JTAPI' },
  mail: { attribute: 'mail', label: 'Mail', presence: 'EXCHANGE' },
};
