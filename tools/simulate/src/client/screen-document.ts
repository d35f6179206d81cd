/** As much of a document as the feature looks at: whether it is on screen, and the events by which a browser says that something changed. */
export class ScreenDocument extends EventTarget {
  visibilityState: 'visible' | 'hidden' = 'visible';
  readonly cookie = '';
  readonly defaultView = new EventTarget();

  /** The tab comes to the screen or leaves it. */
  setVisible(isVisible: boolean): void {
    this.visibilityState = isVisible ? 'visible' : 'hidden';
    this.dispatchEvent(new Event('visibilitychange'));
  }

  /** The browser thinks that the network is back. */
  sayOnline(): void {
    this.defaultView.dispatchEvent(new Event('online'));
  }
}
