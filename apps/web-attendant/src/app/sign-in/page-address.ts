import { DOCUMENT, inject, Injectable } from '@angular/core';

/** The address of the page in its browser. */
@Injectable({ providedIn: 'root' })
export class PageAddress {
  private readonly document = inject(DOCUMENT);

  /** A parameter of the address, which is then without any: told once, it is not told again when the page is loaded anew. */
  takeParameter(name: string): string | undefined {
    const { location, defaultView } = this.document;
    const value = new URLSearchParams(location.search).get(name) ?? undefined;
    if (value !== undefined) defaultView?.history.replaceState(null, '', location.pathname);
    return value;
  }

  /** Leaves the application for another page. */
  go(url: string): void {
    this.document.location.assign(url);
  }
}
