import { Value } from '@sinclair/typebox/value';
import { JTAPI_OPTIONS } from './jtapi-options.ts';

const NEEDED = {
  ctiManagers: ['cucm1.example.org', '10.0.0.2:2748'],
  username: 'lampfield',
  password: 'secret',
  jar: '/etc/jtapi.jar',
};

describe('the options of the JTAPI source', () => {
  it('need four things and know the rest', () => {
    const options = Value.Default(JTAPI_OPTIONS, { ...NEEDED });
    expect(Value.Check(JTAPI_OPTIONS, options)).toBe(true);
    expect(options).toEqual({ ...NEEDED, java: 'java', maxDevices: 2000, startsPerSecond: 100 });
  });

  it.each(Object.keys(NEEDED))('are refused without %s', (key) => {
    expect(Value.Check(JTAPI_OPTIONS, Value.Default(JTAPI_OPTIONS, { ...NEEDED, [key]: undefined }))).toBe(false);
  });

  it.each([
    ['a semicolon in the password', { password: 'a;appinfo=b' }],
    ['a semicolon in the user name', { username: 'a;b' }],
    ['a line end in the password', { password: 'a\nb' }],
    ['a provider string for a CTIManager', { ctiManagers: ['cucm1;login=x'] }],
    ['two CTIManagers in one', { ctiManagers: ['cucm1,cucm2'] }],
    ['no CTIManager', { ctiManagers: [] }],
    ['no device', { maxDevices: 0 }],
    ['half a start', { startsPerSecond: 0.5 }],
    ['a class name with a blank', { peer: 'com example' }],
  ])('are refused with %s', (_name, options) => {
    expect(Value.Check(JTAPI_OPTIONS, Value.Default(JTAPI_OPTIONS, { ...NEEDED, ...options }))).toBe(false);
  });

  it.each(['a=b', 'pass word', 'Zoë', '"\'$`\\'])('take the password %s', (password) => {
    expect(Value.Check(JTAPI_OPTIONS, Value.Default(JTAPI_OPTIONS, { ...NEEDED, password }))).toBe(true);
  });
});
