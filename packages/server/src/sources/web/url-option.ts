import { FormatRegistry } from '@sinclair/typebox';

FormatRegistry.Set('web-url', (text) => URL.canParse(text));

const SECURE_ORIGIN = '(https://[^/?#@\\s]+|http://(localhost|127(\\.[0-9]{1,3}){3}|\\[::1\\])(:[0-9]{1,5})?)';

/**
 * For options that are the address of a web service: one that can be parsed, so that a wrong port or host is said at the start and not by a call. What
 * it may consist of is up to the `pattern` next to it.
 */
export const WEB_URL = { format: 'web-url' };

/** Nothing is sent in the clear, but on this machine. Without user, query and fragment. */
export const SECURE_URL = { ...WEB_URL, maxLength: 1023, pattern: `^${SECURE_ORIGIN}(/[^\\s?#]*)?$` };

/** As a secure URL, but without a path: the rest of the URL is ours. */
export const SECURE_ORIGIN_URL = { ...WEB_URL, pattern: `^${SECURE_ORIGIN}/?$` };
