import { FormatRegistry, Type, type TString } from '@sinclair/typebox';
import { FilterParser } from 'ldapts';

FormatRegistry.Set('ldap-filter', isLdapFilter);

/** An LDAP filter (RFC 4515) in the configuration: checked when the configuration is, so that reading it later cannot fail. */
export function ldapFilterOption(options: { readonly default: string; readonly description: string }): TString {
  return Type.String({ format: 'ldap-filter', expected: `an LDAP filter, such as ${options.default}`, ...options });
}

function isLdapFilter(text: string): boolean {
  try {
    FilterParser.parseString(text);
    return true;
  } catch {
    return false;
  }
}
