import { PRESENCE_TYPES } from '@lampfield/protocol';
import type { Findings } from './findings.ts';
import type { LampfieldConfig } from './lampfield-config.ts';

/** An app proves to Microsoft who it is by one thing: a secret, or a certificate with its key. */
export function checkAppCredentials(sources: LampfieldConfig['sources'], findings: Findings): void {
  for (const type of PRESENCE_TYPES) {
    const source = sources[type];
    if (source?.type !== 'graph') continue;
    const [hasSecret, hasCertificate, hasKey] = ['clientSecret', 'certificateFile', 'privateKeyFile'].map(
      (key) => source[key] !== undefined || !findings.isSound(`sources.${type}.${key}`),
    );
    const path = `sources.${type}`;
    if (hasCertificate !== hasKey) {
      const expected = `to be there together with ${hasCertificate === true ? 'privateKeyFile' : 'certificateFile'}`;
      findings.add({ path: `${path}.${hasCertificate === true ? 'certificateFile' : 'privateKeyFile'}`, expected });
    } else if (hasSecret === hasCertificate) {
      const expected = 'either a client secret, or certificateFile and privateKeyFile instead';
      findings.add({ path: `${path}.clientSecret`, expected });
    }
  }
}
