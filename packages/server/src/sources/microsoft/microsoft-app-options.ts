import { Type, type Static, type TObject } from '@sinclair/typebox';
import { SECURE_ORIGIN_URL } from '../web/url-option.ts';

const ORIGIN = { ...SECURE_ORIGIN_URL, expected: 'an https URL without a path, such as https://graph.microsoft.com' };

/** What Entra takes for the name of a directory: its id, or a domain of it. */
const TENANT = {
  pattern: '^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$',
  expected: 'the id of an Entra directory (tenant), or one of its domains',
};

/** How an app is known to Microsoft's cloud, shared by all connectors that speak to it; to be spread into their own options. */
export const MICROSOFT_APP_OPTIONS = {
  tenantId: Type.String({ ...TENANT, description: 'Directory (tenant) id of the Entra directory, or one of its domains.' }),
  clientId: Type.String({
    pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
    expected: 'an application (client) id: 8-4-4-4-12 hexadecimal digits',
    description: 'Application (client) id of the app registration.',
  }),
  clientSecret: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'A client secret of the app (its value, not its id); best as ${ENV_NAME}. This, or a certificate.',
    }),
  ),
  certificateFile: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'PEM file with a certificate of the app, in place of a client secret. Read anew for each token, so it can be renewed while the server runs.',
    }),
  ),
  privateKeyFile: Type.Optional(
    Type.String({ minLength: 1, description: 'PEM file with the private key of certificateFile: RSA, without a passphrase.' }),
  ),
  authority: Type.String({
    ...ORIGIN,
    default: 'https://login.microsoftonline.com',
    description: 'Where tokens come from. National clouds have their own, such as https://login.microsoftonline.us.',
  }),
  endpoint: Type.String({
    ...ORIGIN,
    default: 'https://graph.microsoft.com',
    description: 'Where Microsoft Graph is. National clouds have their own, such as https://graph.microsoft.us.',
  }),
  caFile: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'PEM file of the authority that signs the certificates of authority and endpoint, instead of the public ones: for a proxy that opens TLS.',
    }),
  ),
};

/** An app as it is configured; checked, defaults filled in. */
export type MicrosoftAppOptions = Static<TObject<typeof MICROSOFT_APP_OPTIONS>>;
