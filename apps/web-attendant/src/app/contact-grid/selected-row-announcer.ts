import { LiveAnnouncer } from '@angular/cdk/a11y';
import { DestroyRef, Injectable, Injector, computed, inject, type Signal } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { PRESENCE_CLOCK, selectContactPresence } from '@lampfield/client-presence';
import type { Contact } from '@lampfield/protocol';
import { Store } from '@ngrx/store';
import { pairwise, throttleTime } from 'rxjs';
import { spokenChange, toSpokenRow } from '../presence-view/spoken-row.ts';

/** A line that flaps is told at most this often. */
const ANNOUNCE_EVERY_MS = 2000;

/**
 * Tells a screen reader what changes in the one row its user is at, politely. All the other rows change in silence: with two hundred
 * of them anything else would be a flood.
 */
@Injectable()
export class SelectedRowAnnouncer {
  private readonly store = inject(Store);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly clock = inject(PRESENCE_CLOCK);
  private readonly injector = inject(Injector);

  /** Follows the contact, whoever it is at the time; undefined is nobody. Ends with the injector that provides this. */
  follow(contact: Signal<Contact | undefined>): void {
    const presence = computed(() => {
      const followed = contact();
      return followed === undefined ? undefined : this.store.selectSignal(selectContactPresence(followed));
    });
    const spoken = computed(() => {
      const [followed, shown] = [contact(), presence()?.()];
      if (followed === undefined || shown === undefined) return undefined;
      return { id: followed.id, row: toSpokenRow(followed.displayName, shown) };
    });
    toObservable(spoken, { injector: this.injector })
      .pipe(
        throttleTime(ANNOUNCE_EVERY_MS, this.clock.scheduler, { leading: true, trailing: true }),
        pairwise(),
        takeUntilDestroyed(this.injector.get(DestroyRef)),
      )
      .subscribe(([before, after]) => {
        if (after === undefined || before?.id !== after.id) return;
        const news = spokenChange(before.row, after.row);
        if (news !== '') void this.announcer.announce(news, 'polite');
      });
  }
}
