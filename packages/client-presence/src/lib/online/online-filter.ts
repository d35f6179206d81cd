import { prepareName, type OnlineUser } from '@lampfield/protocol';

/** Which of the online users are wanted; everybody without either. */
export interface OnlineFilter {
  /** Only those of this domain. */
  readonly host?: string;
  /** Only those whose name begins so, whatever the case of its letters. */
  readonly prefix?: string;
}

/** The filter without what filters nothing, its prefix in the form that names have on the server. */
export function canonicalFilter({ host, prefix }: OnlineFilter): OnlineFilter {
  const canonical = prepareName(prefix?.trim() ?? '');
  return { ...(host === undefined ? {} : { host }), ...(canonical === '' ? {} : { prefix: canonical }) };
}

/** True when both want the same; both canonical. */
export function isSameFilter(a: OnlineFilter, b: OnlineFilter): boolean {
  return a.host === b.host && a.prefix === b.prefix;
}

/** True for a user who is wanted; the filter is canonical, as the server's names are. */
export function fitsFilter({ user, host }: OnlineUser, filter: OnlineFilter): boolean {
  return (filter.host === undefined || filter.host === host) && user.startsWith(filter.prefix ?? '');
}
