import type { PresenceActivity } from '@lampfield/protocol';
import type { SourceReport } from '../ports/source.ts';

/** True when two reports say the same to whoever watches: such a report is not pushed again. */
export function isSameReport(one: SourceReport, other: SourceReport): boolean {
  return (
    one.state === other.state &&
    one.since === other.since &&
    one.raw === other.raw &&
    one.reason === other.reason &&
    one.stale === other.stale &&
    isSameActivity(one.activity, other.activity)
  );
}

/** Activities are small plain trees, so field by field is both exact and fast; absent and undefined are the same. */
function isSameActivity(one: PresenceActivity | undefined, other: PresenceActivity | undefined): boolean {
  return one === other || isSameTree(one ?? {}, other ?? {});
}

function isSameTree(one: object, other: object): boolean {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  for (const name of names) {
    if (!isSameValue((one as Record<string, unknown>)[name], (other as Record<string, unknown>)[name])) return false;
  }
  return true;
}

function isSameValue(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  return typeof one === 'object' && typeof other === 'object' && one !== null && other !== null && isSameTree(one, other);
}
