import { inject } from '@angular/core';
import { Actions, ofType } from '@ngrx/effects';
import { takeUntil, type MonoTypeOperatorFunction } from 'rxjs';
import { signedIn, signedOut } from '../actions/session-actions.ts';

/** Makes an operator that ends a stream with the session it belongs to: its timers and requests end with it. */
export function injectWhileSignedIn(): <T>() => MonoTypeOperatorFunction<T> {
  const sessionEnd$ = inject(Actions).pipe(ofType(signedOut, signedIn));
  return () => takeUntil(sessionEnd$);
}
