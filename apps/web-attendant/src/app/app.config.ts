import { provideHttpClient } from '@angular/common/http';
import { provideZonelessChangeDetection, type ApplicationConfig } from '@angular/core';
import { provideOnlineUsers, providePresence } from '@lampfield/client-presence';
import { provideEffects } from '@ngrx/effects';
import { provideStore } from '@ngrx/store';

/** Everything the application is made of. The page's own address says below which path the server answers. */
export function appConfig(baseUri: string): ApplicationConfig {
  return {
    providers: [
      provideZonelessChangeDetection(),
      provideHttpClient(),
      provideStore(),
      provideEffects(),
      providePresence({ basePath: new URL('.', baseUri).pathname }),
      provideOnlineUsers(),
    ],
  };
}
