import { MAX_BULK_ITEMS } from '../defaults.ts';
import { REJECTION_CODES } from '../error-codes.ts';
import { MAX_IDENTIFIER_LENGTH } from '../presence-id.ts';
import { PRESENCE_TYPES } from '../presence-type.ts';
import {
  PERMISSIONS,
  type BulkUpdateRequest,
  type BulkUpdateResponse,
  type Contact,
  type ContactDetail,
  type ForcePushRequest,
  type ForcePushResponse,
  type LoginRequest,
  type ReloadResponse,
  type SearchResponse,
  type SignInMethod,
} from '../rest.ts';
import { decodeIdText } from './decode-item.ts';
import { boolean, dictionary, integer, knownOf, list, matching, object, oneOf, text, type Decoder } from './decoder.ts';

/** Longest name, label or value of a contact. */
const MAX_VALUE_LENGTH = 4096;

/** Ids as sent by a client: any text, as a wrong one is answered in `rejected` and must not fail its neighbours. */
const anyIdText = matching((input): input is string => typeof input === 'string', 'a string');

/** Decodes the body of a sign-in. */
export const decodeLoginRequest: Decoder<LoginRequest> = object({
  optional: {},
  required: { username: text(256, 1), password: text(1024, 1) },
});

/** Decodes the body of a keep-alive, but for the number of items, which has an answer of its own (413). */
export const decodeBulkUpdateRequest: Decoder<BulkUpdateRequest> = object({
  optional: {},
  required: { items: list(object({ required: { id: anyIdText }, optional: { version: integer(0) } }), Number.MAX_SAFE_INTEGER) },
});

/** Decodes the body of a forced push. */
export const decodeForcePushRequest: Decoder<ForcePushRequest> = object({
  required: {},
  optional: { ids: list(anyIdText, Number.MAX_SAFE_INTEGER) },
});

/** Decodes the answer to a keep-alive. */
export const decodeBulkUpdateResponse: Decoder<BulkUpdateResponse> = object({
  optional: {},
  required: {
    renewed: list(decodeIdText, MAX_BULK_ITEMS),
    recreated: list(decodeIdText, MAX_BULK_ITEMS),
    rejected: list(object({ optional: {}, required: { id: anyIdText, code: oneOf(REJECTION_CODES) } }), MAX_BULK_ITEMS),
    expiresInSeconds: integer(1),
    serverTime: integer(0),
  },
});

/** Decodes the answer to a forced push. */
export const decodeForcePushResponse: Decoder<ForcePushResponse> = object({ required: { pushed: integer(0) }, optional: {} });

const decodePath = text(256, 1);

const decodeRedirect = object({
  optional: {},
  required: { kind: oneOf(['REDIRECT']), label: text(256, 1), signInPath: decodePath, signOutPath: decodePath },
});

const decodePassword = object({ optional: {}, required: { kind: oneOf(['PASSWORD']) } });

/** Decodes the answer to `GET /api/login/method`. */
export const decodeSignInMethod: Decoder<SignInMethod> = (input) => {
  const redirect = decodeRedirect(input);
  return redirect.ok ? redirect : decodePassword(input);
};

/** Decodes the answer to `GET /api/reload`. */
export const decodeReloadResponse: Decoder<ReloadResponse> = object({
  optional: { permissions: knownOf(PERMISSIONS) },
  required: {
    profile: object({
      optional: {},
      required: {
        username: text(256, 1),
        displayName: text(MAX_VALUE_LENGTH),
        presenceSubscriptionTime: integer(1, 86_400),
        presenceGcPeriod: integer(1, 86_400),
      },
    }),
    directories: list(object({ optional: {}, required: { id: text(256, 1), name: text(MAX_VALUE_LENGTH) } }), 1000),
    csrfToken: text(1024, 1),
  },
});

const decodeDetail: Decoder<ContactDetail> = object({
  required: { label: text(MAX_VALUE_LENGTH), value: text(MAX_VALUE_LENGTH) },
  optional: {
    presence: object({
      optional: {},
      required: { id: decodeIdText, identifier: text(MAX_IDENTIFIER_LENGTH, 1), type: oneOf(PRESENCE_TYPES) },
    }),
  },
});

const decodeContact: Decoder<Contact> = object({
  optional: {},
  required: { id: text(MAX_VALUE_LENGTH, 1), displayName: text(MAX_VALUE_LENGTH), details: dictionary(decodeDetail, 1000) },
});

/** Decodes the answer to a search. */
export const decodeSearchResponse: Decoder<SearchResponse> = object({
  optional: {},
  required: {
    contacts: list(decodeContact, 10_000),
    truncated: boolean,
  },
});
