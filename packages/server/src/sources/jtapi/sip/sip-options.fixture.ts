import { completeOptions } from '../../../testing/complete-options.ts';
import { SIP_OPTIONS, type SipOptions } from './sip-options.ts';

/** Options as the configuration completes them; what is not given is as in the tests' SIP domain. */
export function sipOptions(given: Partial<SipOptions>): SipOptions {
  return completeOptions(SIP_OPTIONS, { registrar: '127.0.0.1', from: 'sip:lampfield@pbx.test', ...given });
}
