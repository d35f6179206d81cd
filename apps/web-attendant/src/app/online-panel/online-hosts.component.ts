import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import type { OnlineFigures } from '@lampfield/client-presence';
import type { OnlineHostCount } from '@lampfield/protocol';
import { count, unitsOf } from './online-words.ts';

/** Of a cluster with more domains only the largest are offered. */
const MAX_SHOWN_HOSTS = 100;

/** How many are online at each host; one of them may be chosen. */
@Component({
  selector: 'lf-online-hosts',
  templateUrl: './online-hosts.component.html',
  styleUrl: './online-hosts.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class OnlineHostsComponent {
  readonly figures = input.required<OnlineFigures>();
  /** Undefined: all. */
  readonly chosen = input.required<string | undefined>();
  /** Another host, or all, is wanted. */
  readonly chosenChange = output<string | undefined>();

  protected readonly count = count;
  protected readonly unitsOf = unitsOf;
  protected readonly hosts = computed(() => shownHosts(this.figures().hosts, this.chosen()));
  protected readonly hiddenCount = computed(() => Math.max(0, this.figures().hosts.length - MAX_SHOWN_HOSTS));
}

/** In the order of their names. Who was chosen stays, even when nobody is online there any more. */
function shownHosts(hosts: readonly OnlineHostCount[], chosen: string | undefined): readonly OnlineHostCount[] {
  const largest = hosts.length <= MAX_SHOWN_HOSTS ? hosts : hosts.toSorted((a, b) => b.users - a.users).slice(0, MAX_SHOWN_HOSTS);
  const isMissing = chosen !== undefined && !largest.some(({ host }) => host === chosen);
  const missing = isMissing ? [hosts.find(({ host }) => host === chosen) ?? { host: chosen, users: 0, sessions: 0 }] : [];
  return [...largest, ...missing].sort((a, b) => (a.host < b.host ? -1 : 1));
}
