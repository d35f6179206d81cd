import { LiveAnnouncer } from '@angular/cdk/a11y';
import { DestroyRef, Injectable, Injector, computed, inject, untracked, type Signal } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import {
  PRESENCE_CLOCK,
  selectOnlineChangeCounts,
  selectOnlineFigures,
  type OnlineChangeCounts,
  type ShownOnlineUsers,
} from '@lampfield/client-presence';
import { Store } from '@ngrx/store';
import { auditTime, filter, pairwise, startWith } from 'rxjs';
import { listSummary, spokenChanges } from './online-words.ts';

/** Who comes and goes is summed up for who listens, at most this often. */
export const SUMMARY_EVERY_MS = 20_000;

const NOTHING_YET: OnlineChangeCounts = { joined: 0, left: 0 };

/** Tells a screen reader, politely, what a filter found, and now and then how many came and went: never one by one. */
@Injectable()
export class OnlineAnnouncer {
  private readonly store = inject(Store);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly clock = inject(PRESENCE_CLOCK);
  private readonly injector = inject(Injector);
  private readonly destroyed = inject(DestroyRef);

  /** Follows what the panel shows. Ends with the injector that provides this. */
  follow(shown: Signal<ShownOnlineUsers>): void {
    this.tellWhatIsFound(shown);
    this.tellChanges();
  }

  private tellWhatIsFound(shown: Signal<ShownOnlineUsers>): void {
    const found = computed(() => (shown().status === 'LIVE' ? shown().filter : undefined));
    toObservable(found, { injector: this.injector })
      .pipe(
        filter((which) => which !== undefined),
        takeUntilDestroyed(this.destroyed),
      )
      .subscribe(() => this.tell(listSummary(untracked(shown))));
  }

  private tellChanges(): void {
    const figures = this.store.selectSignal(selectOnlineFigures);
    this.store
      .select(selectOnlineChangeCounts)
      .pipe(
        auditTime(SUMMARY_EVERY_MS, this.clock.scheduler),
        startWith(NOTHING_YET),
        pairwise(),
        takeUntilDestroyed(this.destroyed),
      )
      .subscribe(([before, now]) => this.tell(spokenChanges(before, now, figures()?.total ?? 0)));
  }

  private tell(text: string): void {
    if (text !== '') void this.announcer.announce(text, 'polite');
  }
}
