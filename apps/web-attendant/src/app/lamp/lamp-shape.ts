import type { PresenceState } from '@lampfield/protocol';

/** How a state is drawn in a box of 24 by 24, so that no two states differ by colour alone. */
export interface LampShape {
  /** The silhouette: filled when the state is certain, a dashed outline when it is not. */
  readonly body: string;
  /** Strokes on the body. */
  readonly glyph?: string;
  /** Strokes beside the body. */
  readonly aura?: string;
  /** Never filled: the state is that nothing is lit. */
  readonly isHollow?: true;
  /** Dashed even when certain. */
  readonly isDashed?: true;
}

const DISC = 'M12 3a9 9 0 1 1 0 18a9 9 0 1 1 0-18z';
const SMALL_DISC = 'M12 4.5a7.5 7.5 0 1 1 0 15a7.5 7.5 0 1 1 0-15z';
const TILE = 'M7.5 3h9A4.5 4.5 0 0 1 21 7.5v9a4.5 4.5 0 0 1-4.5 4.5h-9A4.5 4.5 0 0 1 3 16.5v-9A4.5 4.5 0 0 1 7.5 3z';
const CALENDAR = 'M5.5 4.5H8V3h2v1.5h4V3h2v1.5h2.5A2 2 0 0 1 20.5 6.5v12a2 2 0 0 1-2 2h-13a2 2 0 0 1-2-2v-12a2 2 0 0 1 2-2z';
const DIAMOND = 'M13.4 2.7l7.9 7.9a2 2 0 0 1 0 2.8l-7.9 7.9a2 2 0 0 1-2.8 0l-7.9-7.9a2 2 0 0 1 0-2.8l7.9-7.9a2 2 0 0 1 2.8 0z';
const OCTAGON = 'M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3z';
const HANDSET = 'M8.3 7.6c-.3 4.7 3.4 8.4 8.1 8.1M8.3 7.6l1.5 1.7M16.4 15.7l-1.7-1.5';

/** The drawing of every state. */
export const LAMP_SHAPES: Readonly<Record<PresenceState, LampShape>> = {
  AVAILABLE: { body: DISC, glyph: 'M8 12.3l2.8 2.8L16 9.5' },
  RINGING: {
    body: 'M12 3.5a6.3 6.3 0 0 1 6.3 6.3v4l1.9 2.6a1 1 0 0 1-.8 1.6H4.6a1 1 0 0 1-.8-1.6l1.9-2.6v-4A6.3 6.3 0 0 1 12 3.5zM9.3 19.4h5.4a2.7 2.2 0 0 1-5.4 0z',
    aura: 'M2.2 9.6a9.5 9.5 0 0 1 2.9-6M21.8 9.6a9.5 9.5 0 0 0-2.9-6',
  },
  DIALING: { body: DISC, glyph: 'M8.8 15.2l6.2-6.2M10 8.8h5.2V14' },
  ON_CALL: { body: TILE, glyph: HANDSET },
  DND: { body: OCTAGON, glyph: 'M8 12h8' },
  IN_MEETING: { body: CALENDAR, glyph: 'M7.5 10h9M7.5 13.5h9M7.5 17h5' },
  BUSY: { body: DIAMOND, glyph: 'M12 8v4.6M12 15.9v.1' },
  AWAY: { body: DISC, glyph: 'M12 7.5V12l3 2' },
  OFFLINE: { body: SMALL_DISC, glyph: 'M9.5 9.5l5 5M14.5 9.5l-5 5', isHollow: true },
  UNKNOWN: {
    body: DISC,
    glyph: 'M9.7 9.7a2.3 2.3 0 1 1 3.4 2c-.7.4-1.1.8-1.1 1.7M12 16.4v.1',
    isHollow: true,
    isDashed: true,
  },
};
