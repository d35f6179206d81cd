import { bootstrapApplication } from '@angular/platform-browser';
import { appConfig } from './app/app.config.ts';
import { RootComponent } from './app/root.component.ts';

bootstrapApplication(RootComponent, appConfig(document.baseURI)).catch((error: unknown) => {
  console.error(error);
});
