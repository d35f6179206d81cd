import { Component, signal } from '@angular/core';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { followOnlineUsers } from '../lib/online/follow-online-users.ts';
import type { OnlineFilter } from '../lib/online/online-filter.ts';
import type { ShownOnlineUsers } from '../lib/online/shown-online-users.ts';
import { settle } from './virtual-clock.ts';

@Component({ selector: 'test-online-viewer', template: '' })
class ViewerComponent {
  readonly filter = signal<OnlineFilter>({});
  readonly online = followOnlineUsers(this.filter);
}

/** A component that shows who is online. */
export class OnlineViewer {
  private readonly fixture: ComponentFixture<ViewerComponent>;

  private constructor() {
    this.fixture = TestBed.createComponent(ViewerComponent);
  }

  /** Opens one; the list is on its way. */
  static async open(): Promise<OnlineViewer> {
    const viewer = new OnlineViewer();
    await viewer.render();
    return viewer;
  }

  /** What it shows. */
  shown(): ShownOnlineUsers {
    return this.fixture.componentInstance.online();
  }

  /** Whom it shows, in short. */
  names(): string[] {
    return this.shown().users.map(({ user, host }) => (host === 'chat.test' ? user : `${user}@${host}`));
  }

  /** Another filter, as if typed. */
  async want(filter: OnlineFilter): Promise<void> {
    this.fixture.componentInstance.filter.set(filter);
    await this.render();
  }

  close(): void {
    this.fixture.destroy();
  }

  private async render(): Promise<void> {
    TestBed.tick();
    await settle();
  }
}
