import { PRESENCE_TYPES, type PresenceType, type SourceStateEvt } from '@lampfield/protocol';
import { sinceText } from '../presence-view/moment.ts';
import { TYPE_WORDS } from '../presence-view/words.ts';

/** One sentence for every source that is down, in the order of the columns. */
export function sourceLossTexts(
  sources: Readonly<Partial<Record<PresenceType, SourceStateEvt>>>,
  nowMs: number,
  locale?: string,
): readonly string[] {
  return PRESENCE_TYPES.flatMap((type) => {
    const source = sources[type];
    if (source?.state !== 'DOWN') return [];
    return [
      `The source of ${TYPE_WORDS[type]} has been down since ${sinceText(source.since, nowMs, locale)}. Its lamps are unverified.`,
    ];
  });
}
