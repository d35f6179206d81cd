import {
  OverlayConfig,
  createFlexibleConnectedPositionStrategy,
  createOverlayRef,
  createRepositionScrollStrategy,
  type ConnectedPosition,
  type OverlayRef,
} from '@angular/cdk/overlay';
import { ComponentPortal } from '@angular/cdk/portal';
import { DestroyRef, Directive, ElementRef, Injector, inject, input } from '@angular/core';
import { HINT_TEXT, HintComponent } from './hint.component.ts';

const POSITIONS: ConnectedPosition[] = [
  { originX: 'start', originY: 'bottom', overlayX: 'start', overlayY: 'top' },
  { originX: 'end', originY: 'bottom', overlayX: 'end', overlayY: 'top' },
  { originX: 'start', originY: 'top', overlayX: 'start', overlayY: 'bottom' },
];

/**
 * A hint under the pointer. One is made when the pointer comes, not one a cell, because a page has hundreds of cells whose texts
 * change all the time. It can be dismissed with Escape and the pointer may move onto it (WCAG 1.4.13). What it says must be said
 * elsewhere too, for who has no pointer.
 */
@Directive({
  selector: '[lfHint]',
  host: { '(mouseenter)': 'show()', '(mouseleave)': 'hideUnlessEntered($event)' },
})
export class HintDirective {
  private readonly injector = inject(Injector);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  private overlay: OverlayRef | undefined;
  /** Empty: no hint. It may change while the hint is shown. */
  readonly text = input.required<string>({ alias: 'lfHint' });

  constructor() {
    inject(DestroyRef).onDestroy(() => this.hide());
  }

  protected show(): void {
    if (this.overlay !== undefined || this.text() === '') return;
    const overlay = this.createOverlay();
    const injector = Injector.create({ parent: this.injector, providers: [{ provide: HINT_TEXT, useValue: this.text }] });
    overlay.attach(new ComponentPortal(HintComponent, null, injector));
    overlay.overlayElement.addEventListener('mouseleave', () => this.hide());
    overlay.detachments().subscribe(() => this.hide());
    overlay.keydownEvents().subscribe(({ key }) => {
      if (key === 'Escape') this.hide();
    });
    this.overlay = overlay;
  }

  protected hideUnlessEntered(event: MouseEvent): void {
    const entered = event.relatedTarget;
    if (entered instanceof Node && this.overlay?.overlayElement.contains(entered) === true) return;
    this.hide();
  }

  protected hide(): void {
    const closing = this.overlay;
    this.overlay = undefined;
    closing?.dispose();
  }

  private createOverlay(): OverlayRef {
    const config = new OverlayConfig();
    config.scrollStrategy = createRepositionScrollStrategy(this.injector, { autoClose: true });
    config.positionStrategy = createFlexibleConnectedPositionStrategy(this.injector, this.host)
      .withPositions(POSITIONS)
      .withViewportMargin(8);
    return createOverlayRef(this.injector, config);
  }
}
