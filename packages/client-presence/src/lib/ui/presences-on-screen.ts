import { DOCUMENT } from '@angular/common';
import { inject } from '@angular/core';
import type { PresenceId } from '@lampfield/protocol';
import { fromEvent, merge, Subject, type Observable } from 'rxjs';
import { PresenceClaims } from './presence-claims.ts';

interface Place {
  readonly ids: readonly PresenceId[];
  readonly isOnScreen: boolean;
}

/**
 * Which of the presences that components hold are on screen: the others, in rows that are scrolled away or in a tab behind others, may be told
 * more slowly. What nobody tracks counts as on screen.
 */
export class PresencesOnScreen {
  private readonly document = inject(DOCUMENT);
  private readonly claims = inject(PresenceClaims);
  private readonly places = new Map<object, Place>();
  private readonly moves = new Subject<void>();
  /** Something may have come on screen or left it. */
  readonly changes$: Observable<unknown> = merge(this.moves, fromEvent(this.document, 'visibilitychange'));

  /** The holder's place is on screen, or is not, and shows these. */
  place(holder: object, ids: readonly PresenceId[], isOnScreen: boolean): void {
    this.places.set(holder, { ids, isOnScreen });
    this.moves.next();
  }

  /** The holder is gone. */
  leave(holder: object): void {
    this.places.delete(holder);
    this.moves.next();
  }

  /** Whether anything that is held may be out of sight; while nothing is, the server need not be told. */
  isAnyHidden(): boolean {
    return this.isTabHidden() || [...this.places.values()].some(({ isOnScreen }) => !isOnScreen);
  }

  /** What is on screen now, each id once. */
  visibleIds(): PresenceId[] {
    if (this.isTabHidden()) return [];
    const places = [...this.places.values()];
    const idsOf = (isOnScreen: boolean): PresenceId[] =>
      places.filter((place) => place.isOnScreen === isOnScreen).flatMap(({ ids }) => ids);
    const [onScreen, offScreen] = [idsOf(true), new Set(idsOf(false))];
    return [...new Set([...onScreen, ...this.claims.heldIds().filter((id) => !offScreen.has(id))])];
  }

  private isTabHidden(): boolean {
    return this.document.visibilityState === 'hidden';
  }
}
