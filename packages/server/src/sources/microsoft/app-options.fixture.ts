import { Type } from '@sinclair/typebox';
import { completeOptions } from '../../testing/complete-options.ts';
import { FAKE_APP, type FakeMicrosoft } from './fake-microsoft.fixture.ts';
import { MICROSOFT_APP_OPTIONS, type MicrosoftAppOptions } from './microsoft-app-options.ts';

/** The app that the fake knows, by its secret, unless something else is said. Plain fields, as a configuration would have. */
export function fakeAppFields(fake: Pick<FakeMicrosoft, 'origin'>): Record<string, string> {
  const { tenantId, clientId, secret } = FAKE_APP;
  return { tenantId, clientId, clientSecret: secret, authority: fake.origin, endpoint: fake.origin };
}

/** The same as checked options. */
export function fakeAppOptions(fake: Pick<FakeMicrosoft, 'origin'>, change: Record<string, unknown> = {}): MicrosoftAppOptions {
  const given = Object.entries({ ...fakeAppFields(fake), ...change }).filter(([, value]) => value !== undefined);
  return completeOptions(Type.Object(MICROSOFT_APP_OPTIONS), Object.fromEntries(given));
}
