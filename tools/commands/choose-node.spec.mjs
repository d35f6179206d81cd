import { isSupported } from './choose-node.mjs';

describe('isSupported', () => {
  it.each(['22.22.3', '22.23.0', '24.15.0', '24.21.0', '26.0.0', '26.10.0', '27.0.0'])('takes %s', (version) => {
    expect(isSupported(version)).toBe(true);
  });

  it.each(['18.20.8', '20.20.2', '22.22.2', '22.9.9', '23.11.0', '24.14.9', '25.9.0'])('refuses %s', (version) => {
    expect(isSupported(version)).toBe(false);
  });
});
