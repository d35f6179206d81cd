import { BehaviorSubject, distinctUntilChanged, map } from 'rxjs';

/** Which components want the list of online users now. While at least one does, the server is asked to tell who comes and goes. */
export class OnlineClaims {
  private readonly holders = new BehaviorSubject<ReadonlySet<object>>(new Set());
  /** Whether anybody wants it; now and at every change. */
  readonly isWanted$ = this.holders.pipe(
    map(({ size }) => size > 0),
    distinctUntilChanged(),
  );

  /** The holder wants it from now on. */
  hold(holder: object): void {
    this.holders.next(new Set([...this.holders.value, holder]));
  }

  /** The holder is gone. */
  release(holder: object): void {
    this.holders.next(new Set([...this.holders.value].filter((other) => other !== holder)));
  }
}
