import type { ShownPresence } from '@lampfield/client-presence';

/** One line of small print under a lamp. */
export interface DetailFact {
  readonly name: string;
  readonly value: string;
}

/** What support asks for: the presentity, the source's own word, since when, and when the source last vouched for it. */
export function detailFacts(item: ShownPresence, moment: (atMs: number) => string): readonly DetailFact[] {
  const facts: (DetailFact | undefined)[] = [
    { name: 'Watched as', value: item.identifier },
    item.raw === undefined ? undefined : { name: 'Source says', value: item.raw },
    item.since === null ? undefined : { name: 'Since', value: moment(item.since) },
    item.confirmedAt === 0
      ? undefined
      : { name: item.stale === true ? 'Last confirmed' : 'Confirmed', value: moment(item.confirmedAt) },
    item.reason === undefined ? undefined : { name: 'Reason', value: item.reason },
    item.activity?.resources === undefined ? undefined : { name: 'Clients online', value: String(item.activity.resources) },
  ];
  return facts.filter((fact) => fact !== undefined);
}
