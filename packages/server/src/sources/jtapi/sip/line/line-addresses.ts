import { escapeUser } from '../message/sip-uri.ts';
import type { SipOptions } from '../sip-options.ts';

/** The SIP addresses of a line, by the templates of the options; each once. @param number as the layer above calls the line */
export function lineAddresses(number: string, { addresses, from }: Pick<SipOptions, 'addresses' | 'from'>): readonly string[] {
  const domain = from.slice(from.indexOf('@') + 1);
  // A function, because in a replacement text a dollar sign would mean something.
  const written = addresses.map((template) =>
    template.replaceAll('{number}', () => escapeUser(number)).replaceAll('{domain}', () => domain),
  );
  return [...new Set(written)];
}
