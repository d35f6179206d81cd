import { ChangeDetectionStrategy, Component, signal } from '@angular/core';
import { type ComponentFixture } from '@angular/core/testing';
import { AttendantBed, press } from '../../testing/attendant-bed.ts';
import { HintDirective } from './hint.directive.ts';

@Component({
  imports: [HintDirective],
  template: '<p [lfHint]="text()">host</p>',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
class HintedComponent {
  readonly text = signal('first');
}

let fixture: ComponentFixture<HintedComponent>;
const paragraph = (): Element | null => (fixture.nativeElement as HTMLElement).querySelector('p');
const hint = (): Element | null => document.querySelector('lf-hint');
const point = (type: 'mouseenter' | 'mouseleave', relatedTarget: EventTarget | null = null): void => {
  paragraph()?.dispatchEvent(new MouseEvent(type, { relatedTarget }));
  fixture.detectChanges();
};

beforeEach(() => {
  fixture = new AttendantBed().render(HintedComponent);
});

test('it comes with the pointer, follows its text, and goes with the pointer', () => {
  expect(hint()).toBeNull();
  point('mouseenter');
  expect(hint()?.textContent).toBe('first');
  fixture.componentInstance.text.set('second');
  fixture.detectChanges();
  expect(hint()?.textContent).toBe('second');
  point('mouseleave');
  expect(hint()).toBeNull();
});

test('the pointer may go onto it', () => {
  point('mouseenter');
  point('mouseleave', hint());
  expect(hint()).not.toBeNull();
});

test('Escape sends it away', () => {
  point('mouseenter');
  press(document.body, 'Escape');
  expect(hint()).toBeNull();
});

test('an empty one never comes, and none outlives its place', () => {
  fixture.componentInstance.text.set('');
  fixture.detectChanges();
  point('mouseenter');
  expect(hint()).toBeNull();
  fixture.componentInstance.text.set('again');
  fixture.detectChanges();
  point('mouseenter');
  fixture.destroy();
  expect(hint()).toBeNull();
});
