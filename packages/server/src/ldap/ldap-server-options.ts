import { Type, type Static, type TObject } from '@sinclair/typebox';

const LDAP_URL = Type.String({
  pattern: '^[lL][dD][aA][pP][sS]?://(\\[[0-9A-Fa-f:.]+\\]|[^\\s/?#@:\\[\\]]+)(:[0-9]{1,5})?/?$',
  expected: 'a URL such as ldap://directory.example.org:389 or ldaps://directory.example.org',
});

/**
 * How to reach a directory server, as configured. Verification of its certificate cannot be switched off: name its authority in `caFile` instead. There is no
 * anonymous access either, because a directory that silently shows less to strangers looks like one where people are missing.
 */
export const LDAP_SERVER_OPTIONS = {
  url: Type.String({ ...LDAP_URL, description: 'Address of the directory server; ldaps is encrypted from the first byte.' }),
  failoverUrls: Type.Array(LDAP_URL, {
    default: [],
    maxItems: 8,
    description: 'Servers with the same content, tried in this order when the first cannot be reached.',
  }),
  startTls: Type.Boolean({
    default: false,
    description: 'For ldap:// addresses: encrypt the connection before anything else is sent; refused if the server cannot.',
  }),
  tls: Type.Object(
    {
      caFile: Type.Optional(
        Type.String({
          minLength: 1,
          description: 'PEM file of the authorities that may have signed the certificate. Default: the well-known ones.',
        }),
      ),
      serverName: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 253,
          description: 'Name that the certificate has to be for. Default: the host of the address.',
        }),
      ),
    },
    { default: {}, description: 'Verification of the server; for ldaps and startTls.' },
  ),
  bindDn: Type.String({ minLength: 1, description: 'Distinguished name of the account that reads.' }),
  bindPassword: Type.String({
    minLength: 1,
    description: 'Its password, best written as ${LDAP_PASSWORD}. Never empty: a server may take that for an anonymous visitor.',
  }),
  timeoutSeconds: Type.Number({
    minimum: 0.5,
    maximum: 60,
    default: 5,
    description: 'Time to connect, and to answer one request; seconds.',
  }),
};

/** {@link LDAP_SERVER_OPTIONS}, read. */
export type LdapServerOptions = Static<TObject<typeof LDAP_SERVER_OPTIONS>>;

/** Says once what would be better set otherwise; nothing of it stops the server. */
export function findLdapRisk({ url, failoverUrls, startTls }: LdapServerOptions): string | undefined {
  if (startTls) return undefined;
  const open = [url, ...failoverUrls].find((address) => /^ldap:/i.test(address) && !isLoopback(new URL(address).hostname));
  return open && `${open}: passwords cross the network unencrypted; use ldaps:// or startTls`;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
