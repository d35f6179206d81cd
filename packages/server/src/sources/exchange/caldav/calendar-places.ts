import type { CaldavOptions } from './caldav-options.ts';

/** Where a calendar is. */
export interface CalendarPlace {
  readonly url: URL;
  /** The same with the placeholder instead of the mailbox: what may be told to an operator. */
  readonly name: string;
}

/**
 * Some servers and proxies decode a path before they take it apart, some twice: what could become a separator then, is not sent. A control character is no
 * part of an address.
 */
const COULD_LEAVE_ITS_SEGMENT = /[/\\%\p{C}]/u;

/**
 * Where the calendars of a mailbox are. Undefined when its address does not fit into a path: it would reach somebody else's calendar.
 */
export function calendarPlaces(
  { url, calendars }: Pick<CaldavOptions, 'url' | 'calendars'>,
  address: string,
): CalendarPlace[] | undefined {
  if (COULD_LEAVE_ITS_SEGMENT.test(address)) return undefined;
  const separator = address.lastIndexOf('@');
  const values: Readonly<Record<string, string>> = {
    '{address}': address,
    '{localpart}': address.slice(0, Math.max(separator, 0)),
    '{domain}': address.slice(separator + 1),
  };
  const places: CalendarPlace[] = [];
  for (const template of calendars) {
    const path = template.replaceAll(/\{[a-z]+\}/g, (name) => encodeURIComponent(values[name] ?? ''));
    if (isUnsafe(template, path)) return undefined;
    const base = url.replace(/\/+$/, '');
    places.push({ url: new URL(base + path), name: base + template });
  }
  return places;
}

/** A segment of dots would be resolved, an empty one may be left out by the server; what the configuration itself says is its own affair. */
function isUnsafe(template: string, path: string): boolean {
  const written = template.split('/');
  return path.split('/').some((segment, index) => segment !== written[index] && /^\.{0,2}$/.test(segment));
}
