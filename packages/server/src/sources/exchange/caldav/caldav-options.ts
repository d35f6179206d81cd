import { FormatRegistry, Type, type Static } from '@sinclair/typebox';
import { WEB_URL } from '../../web/url-option.ts';
import { CALENDAR_OPTIONS, calendarBudget } from '../calendar/calendar-options.ts';
import { findIntlZone } from './ical/intl-zone.ts';

FormatRegistry.Set('time-zone', (name) => findIntlZone(name) !== undefined);

/** A path in which an address has a place; without query, fragment and other braces. */
const PATH = '^/[^\\s?#{}]*(\\{(address|localpart|domain)\\}[^\\s?#{}]*)+$';

/** `{type: caldav, ...}`: the server, and where on it the calendars of a mailbox are. */
export const CALDAV_OPTIONS = Type.Object({
  url: Type.String({
    ...WEB_URL,
    pattern: '^https?://[^\\s/@?#]+(/[^\\s?#@]*)?$',
    maxLength: 500,
    expected: 'an address such as https://dav.example.org',
    description:
      'The CalDAV server (RFC 4791); the paths of calendars follow it. Over http:, the password can be read on the way.',
  }),
  calendars: Type.Array(Type.String({ pattern: PATH, maxLength: 500, expected: 'a path such as /{localpart}/calendar/' }), {
    minItems: 1,
    maxItems: 8,
    default: ['/{localpart}/calendar/'],
    description:
      'Where the calendars of a mailbox are. {address} is its mail address, {localpart} and {domain} what is before and after its at sign. Of several, all count; those that a mailbox does not have are left out.',
  }),
  username: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      pattern: '^[^:]*$',
      description: 'An account of its own that may read the calendars, never a person.',
    }),
  ),
  password: Type.Optional(Type.String({ minLength: 1, description: 'Its password; best as ${ENV_NAME}.' })),
  bearerToken: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z0-9._~+/=-]+$',
      expected: 'a token without spaces',
      description: 'Instead of username and password, where the server takes tokens (RFC 6750); best as ${ENV_NAME}.',
    }),
  ),
  caFile: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'PEM file of the authority that signed the certificate of the server, instead of the public ones.',
    }),
  ),
  floatingTimeZone: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 100,
      format: 'time-zone',
      expected: 'an IANA time zone such as Europe/Budapest',
      description:
        'The time zone of all-day events and of times that name none, as an IANA name. Default: the time zone of the machine that this server runs on; in a container that is often UTC, and all-day events would begin at the wrong hour.',
    }),
  ),
  useFreeBusy: Type.Union([Type.Literal('auto'), Type.Literal('never')], {
    default: 'auto',
    description: 'auto: where the server answers free-busy queries, it is asked for nothing else. never: events are always read.',
  }),
  requestsInFlight: Type.Integer({
    minimum: 1,
    maximum: 32,
    default: 4,
    description: 'Most requests at the server at once. A question about a mailbox is one request for each of its calendars.',
  }),
  ...CALENDAR_OPTIONS,
  ...calendarBudget({ requestsPerMinute: 300, batchSize: 20, largestBatch: 100 }),
});

/** What `{type: caldav}` is configured with; checked, defaults filled in. */
export type CaldavOptions = Static<typeof CALDAV_OPTIONS>;
