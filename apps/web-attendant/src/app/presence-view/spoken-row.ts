import type { ShownContact } from '@lampfield/client-presence';
import { PRESENCE_TYPES } from '@lampfield/protocol';
import { findCellView } from './cell-view.ts';
import { lampLabel, type LampView } from './lamp-view.ts';
import { toOverallView } from './overall-view.ts';
import { TYPE_WORDS } from './words.ts';

/** A row as a screen reader would say it, in parts that change apart from one another. Nothing in it changes by the clock. */
export interface SpokenRow {
  readonly name: string;
  readonly overall: string;
  /** One part a presence type. */
  readonly types: readonly string[];
}

/** Puts a row into words. */
export function toSpokenRow(name: string, shown: ShownContact): SpokenRow {
  const types = PRESENCE_TYPES.map((type) => {
    const cell = findCellView(type, shown.items);
    return cell === undefined ? '' : `${TYPE_WORDS[type]} ${spokenLamp(cell.lamp)}`;
  });
  return { name, overall: lampLabel(toOverallView(shown).lamp), types };
}

/** What of a row is news: empty when nothing is. */
export function spokenChange(before: SpokenRow, after: SpokenRow): string {
  const types = after.types.filter((part, index) => part !== '' && part !== before.types[index]);
  const overall = after.overall === before.overall ? [] : [after.overall];
  const news = [...overall, ...types];
  return news.length === 0 ? '' : `${after.name}: ${news.join(', ')}`;
}

function spokenLamp(lamp: LampView): string {
  return lamp.detail === undefined ? lampLabel(lamp) : `${lampLabel(lamp)} ${lamp.detail}`;
}
