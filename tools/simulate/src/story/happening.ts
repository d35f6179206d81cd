import type { PresenceState, PresenceType } from '@lampfield/protocol';
import type { Mood } from '../server/far-end.ts';

/** One thing that happens in a world. What has a duration ends by itself, `forMs` later. */
export type Happening =
  | { readonly what: 'CHANGE'; readonly id: string; readonly state: PresenceState }
  | { readonly what: 'SHOW'; readonly console: number; readonly list: number; readonly ids: readonly string[] }
  | { readonly what: 'SEARCH'; readonly console: number; readonly query: string }
  | { readonly what: 'DROP'; readonly console: number }
  | {
      readonly what: 'CUT' | 'MUTE' | 'CLOG' | 'SLEEP' | 'THROTTLE' | 'SIGN_OUT';
      readonly console: number;
      readonly forMs: number;
    }
  | { readonly what: 'FLAP'; readonly consoles: readonly number[]; readonly periodMs: number; readonly forMs: number }
  | { readonly what: 'STEP_WALL'; readonly console: number; readonly byMs: number }
  | { readonly what: 'RESTART'; readonly forMs: number; readonly losesDisk: boolean; readonly wallStepMs: number }
  | { readonly what: 'SOURCE_DOWN'; readonly type: PresenceType; readonly forMs: number }
  | { readonly what: 'SOURCE_FLAP'; readonly type: PresenceType; readonly periodMs: number; readonly forMs: number }
  | { readonly what: 'SOURCE_MOOD'; readonly type: PresenceType; readonly mood: Mood; readonly forMs: number };

/** A happening and its time; milliseconds since the world began. */
export interface Scheduled {
  readonly atMs: number;
  readonly happening: Happening;
}
