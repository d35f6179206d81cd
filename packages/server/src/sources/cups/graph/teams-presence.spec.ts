import fc from 'fast-check';
import { findReportFlaw } from '../../../testing/source-watch.ts';
import { readTeamsPresence } from './teams-presence.ts';

const read = (availability: unknown, activity: unknown) => readTeamsPresence({ availability, activity }, false);

describe('the presence of Teams', () => {
  it.each([
    ['Available', 'Available', { state: 'AVAILABLE', raw: 'Available' }],
    ['available', 'available', { state: 'AVAILABLE', raw: 'available' }],
    ['Busy', 'InACall', { state: 'ON_CALL', raw: 'InACall' }],
    ['Busy', 'InAConferenceCall', { state: 'ON_CALL', raw: 'InAConferenceCall' }],
    ['inACall', 'busy', { state: 'ON_CALL', raw: 'busy' }],
    ['Busy', 'InAMeeting', { state: 'IN_MEETING', raw: 'InAMeeting' }],
    ['inAMeeting', 'available', { state: 'IN_MEETING', raw: 'available' }],
    ['Busy', 'Busy', { state: 'BUSY', raw: 'Busy' }],
    ['BusyIdle', 'Busy', { state: 'BUSY', raw: 'Busy' }],
    ['AvailableIdle', 'Inactive', { state: 'AWAY', raw: 'Inactive' }],
    ['DoNotDisturb', 'Presenting', { state: 'DND', raw: 'Presenting' }],
    ['presenting', undefined, { state: 'IN_MEETING', raw: 'presenting' }],
    ['DoNotDisturb', 'UrgentInterruptionsOnly', { state: 'DND', raw: 'UrgentInterruptionsOnly' }],
    ['focusing', 'doNotDisturb', { state: 'DND', raw: 'doNotDisturb' }],
    ['Away', 'Away', { state: 'AWAY', raw: 'Away' }],
    ['BERIGHTBACK', 'beRightBack', { state: 'AWAY', raw: 'beRightBack' }],
    ['Offline', 'OffWork', { state: 'OFFLINE', raw: 'OffWork' }],
    ['Offline', 'Offline', { state: 'OFFLINE', raw: 'Offline' }],
    // One word that nobody knows does not hide the other.
    ['Busy', 'JugglingWithFire', { state: 'BUSY', raw: 'JugglingWithFire' }],
    ['JugglingWithFire', 'Away', { state: 'AWAY', raw: 'Away' }],
    ['Away', null, { state: 'AWAY', raw: 'Away' }],
    ['constructor', 'Away', { state: 'AWAY', raw: 'Away' }],
  ])('with %j and %j is %j', (availability, activity, report) => {
    expect(read(availability, activity)).toEqual({ since: null, ...report });
  });

  it.each([
    ['Away', 'OutOfOffice', 'AWAY'],
    ['Offline', 'OutOfOffice', 'OFFLINE'],
    ['outOfOffice', undefined, 'AWAY'],
  ])('with %j and %j says as well that he is out of office', (availability, activity, state) => {
    expect(read(availability, activity)).toMatchObject({ state, activity: { outOfOffice: true } });
  });

  it('says by its settings that he is out of office, and only by a plain yes', () => {
    const presence = { availability: 'Available', activity: 'Available' };
    const isOut = (isOutOfOffice: unknown) =>
      readTeamsPresence({ ...presence, outOfOfficeSettings: { isOutOfOffice } }, false).activity;
    expect([isOut(true), isOut(false), isOut('true')]).toEqual([{ outOfOffice: true }, undefined, undefined]);
  });

  it.each([
    ['PresenceUnknown', 'PresenceUnknown', { raw: 'PresenceUnknown' }],
    ['presenceUnknown', '', { raw: 'presenceUnknown' }],
    ['__proto__', 'toString', { raw: 'toString' }],
    ['unknownFutureValue', 7, { raw: 'unknownFutureValue' }],
    [undefined, null, {}],
  ])('with %j and %j claims nothing', (availability, activity, raw) => {
    expect(read(availability, activity)).toEqual({ state: 'UNKNOWN', since: null, reason: 'NOT_CONTROLLED', ...raw });
  });

  describe('has a status message', () => {
    const noted = (message: unknown, withNote = true) =>
      readTeamsPresence({ availability: 'Available', statusMessage: { message } }, withNote).activity?.note;

    it('only where that is wanted', () => {
      expect([noted({ content: 'back at 3' }, false), noted({ content: 'back at 3' })]).toEqual([undefined, 'back at 3']);
    });

    it.each([
      [{ content: ' back\r\nat\u202E 3 ', contentType: 'Text' }, 'back at 3'],
      [{ content: '<b>back</b>', contentType: 'html' }, undefined],
      [{ content: '<b>back</b>', contentType: 'text' }, '<b>back</b>'],
      [{ content: 'x'.repeat(1000), contentType: 'text' }, 'x'.repeat(280)],
      [{ content: ' \n', contentType: 'text' }, undefined],
      [{ content: 7 }, undefined],
      [null, undefined],
    ])('%j as %j', (message, note) => {
      expect(noted(message)).toBe(note);
    });
  });

  it('makes a sound report of whatever it is', () => {
    const words = fc.constantFrom(
      'availability',
      'activity',
      'statusMessage',
      'message',
      'content',
      'outOfOfficeSettings',
      'Busy',
      'text',
    );
    const presence = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(words, fc.oneof(words, fc.jsonValue(), fc.dictionary(words, fc.jsonValue()))),
    );
    fc.assert(
      fc.property(presence, fc.boolean(), (anything, withNote) => {
        expect(findReportFlaw(readTeamsPresence(anything, withNote), 'CUPS', 0)).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });
});
