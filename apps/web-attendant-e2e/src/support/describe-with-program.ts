import { DEMO_PASSWORD, describeWithServer, LampfieldProcess } from '@lampfield/test-servers';
import type { Browser } from 'playwright-core';
import { AttendantBrowser, launchBrowser } from './attendant-browser.ts';

/** The built program and a browser, both running. */
export interface Stage {
  readonly lampfield: LampfieldProcess;
  readonly browser: Browser;
}

/** A demo user signed in at a browser of his own. */
export function signInDemoUser({ browser, lampfield }: Stage, username = 'attendant'): Promise<AttendantBrowser> {
  return AttendantBrowser.signIn(browser, lampfield.url, { username, password: DEMO_PASSWORD });
}

/**
 * A `describe` with a real Chromium over the built program, started once for all its tests.
 *
 * @param yaml its configuration without `server`; undefined for the embedded default
 * @param body gets a function that gives the stage while tests run
 */
export function describeWithProgram(yaml: string | undefined, body: (getStage: () => Stage) => void): void {
  describeWithServer('chromium', () => {
    let stage: Stage | undefined;
    const getStage = (): Stage => {
      if (stage === undefined) throw new Error('the program is not running');
      return stage;
    };

    beforeAll(async () => {
      stage = { lampfield: await LampfieldProcess.start(yaml), browser: await launchBrowser() };
    }, 60_000);

    afterAll(async () => {
      await stage?.browser.close();
      await stage?.lampfield.stop();
    }, 30_000);

    body(getStage);
  });
}
