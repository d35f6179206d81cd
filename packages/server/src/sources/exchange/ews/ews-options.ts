import { Type, type Static } from '@sinclair/typebox';
import { SECURE_URL } from '../../web/url-option.ts';
import { CALENDAR_OPTIONS, calendarBudget } from '../calendar/calendar-options.ts';

/** `{type: ews, ...}`: the Exchange server, and as whom it is asked. */
export const EWS_OPTIONS = Type.Object({
  url: Type.String({
    ...SECURE_URL,
    expected: 'a URL such as https://mail.example.org/EWS/Exchange.asmx; http only on a loopback address',
    description:
      "Address of Exchange Web Services. Not for Microsoft 365, where they are being switched off: that is type graph's.",
  }),
  auth: Type.Union([Type.Literal('basic'), Type.Literal('bearer'), Type.Literal('ntlm')], {
    default: 'ntlm',
    description:
      'How to sign in: ntlm and basic with username and password, bearer with tokenFile. The EWS virtual directory has to offer it.',
  }),
  username: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      pattern: '^[^:\\x00-\\x1f]+$',
      expected: 'a user name without a colon',
      description: 'The account that asks, of its own, never a person: svc-lampfield, or svc-lampfield@example.org.',
    }),
  ),
  password: Type.Optional(Type.String({ minLength: 1, maxLength: 255, description: 'Its password; best as ${ENV_NAME}.' })),
  domain: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      pattern: '^[^:\\\\\\x00-\\x1f]+$',
      description: 'Its Windows domain, such as EXAMPLE. Not needed with a user name of the form name@example.org.',
    }),
  ),
  tokenFile: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'File with the token for auth bearer. Read again whenever it changes, so that another program can renew it.',
    }),
  ),
  caFile: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'PEM file of the authority that signed the certificate of the server, instead of the public ones.',
    }),
  ),
  ...CALENDAR_OPTIONS,
  // Exchange takes 100 mailboxes unless it is configured otherwise ("GetUserAvailability operation"); 60 questions of 50 are 3000 mailboxes a minute.
  ...calendarBudget({ requestsPerMinute: 60, batchSize: 50, largestBatch: 100 }),
});

/** What `{type: ews}` is configured with; checked, defaults filled in. */
export type EwsOptions = Static<typeof EWS_OPTIONS>;
