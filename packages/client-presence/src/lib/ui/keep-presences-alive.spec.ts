import { Component, input, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { PresenceHarness } from '../../testing/presence-harness.ts';
import { keepPresencesAlive } from './keep-presences-alive.ts';

const PHONE = '9100_JTAPI';
const CHAT = 'anna@example.org_CUPS';

@Component({ selector: 'test-widget', template: '' })
class WidgetComponent {
  readonly ids = input.required<readonly string[]>();

  constructor() {
    keepPresencesAlive(this.ids);
  }
}

describe('keepPresencesAlive', () => {
  let harness: PresenceHarness;

  beforeEach(async () => {
    harness = await PresenceHarness.connected();
  });

  const open = (ids: readonly string[]) => {
    const fixture = TestBed.createComponent(WidgetComponent);
    fixture.componentRef.setInput('ids', ids);
    TestBed.tick();
    return fixture;
  };

  const claimedAtMs = (id: string) => harness.findEntry(id)?.claimedAt?.monotonicMs;

  it('claims what the component shows as soon as it is there', () => {
    open([PHONE]);
    expect(claimedAtMs(PHONE)).toBe(0);
  });

  it('claims it again at every store keep-alive interval while the component lives', async () => {
    open([PHONE]);
    await harness.clock.advance(528_000);
    expect(claimedAtMs(PHONE)).toBe(528_000);
  });

  it('claims at once what the component shows instead, and no longer what it does not', async () => {
    const widget = open([PHONE]);
    await harness.clock.advance(100_000);
    widget.componentRef.setInput('ids', [CHAT]);
    TestBed.tick();
    expect(claimedAtMs(CHAT)).toBe(100_000);
    await harness.clock.advance(528_000);
    expect(claimedAtMs(PHONE)).toBe(0);
  });

  it('ends with the component', async () => {
    const widget = open([PHONE]);
    widget.destroy();
    await harness.clock.advance(528_000);
    expect(claimedAtMs(PHONE)).toBe(0);
  });

  it('claims nothing for an empty list', () => {
    open([]);
    expect(harness.actionNames()).not.toContain('Presence Store Keep Alive Update');
  });

  it('wants an injection context, as it ends with it', () => {
    expect(() => {
      keepPresencesAlive(signal([PHONE]));
    }).toThrow(/injection context/);
  });
});
