import type { Clock } from '../../../ports/clock.ts';
import { findRetryAfterMs } from '../../web/retry-after.ts';
import { ServiceFailure } from '../../web/service-failure.ts';
import { headerOf, type WebAnswer } from '../../web/web-caller.ts';

/**
 * What an answer that is not the one hoped for means for everything asked (Cisco's Presence Web Service cookbook, "Error Codes": 503 is for too much asked, or too much work
 * altogether).
 *
 * @param doing what was tried, in words
 */
export function toFailure(doing: string, answer: WebAnswer, clock: Pick<Clock, 'wallMs'>): ServiceFailure {
  const { status } = answer;
  const said = `${doing}: the presence node answers ${String(status)}`;
  if (status === 503 || status === 429) {
    return new ServiceFailure('throttled', said, { retryAfterMs: findRetryAfterMs(answer, clock.wallMs()) });
  }
  if (status >= 300 && status < 400) return new ServiceFailure('refused', `${said}: ${explainRedirect(answer)}`);
  return new ServiceFailure(status >= 500 ? 'lost' : 'refused', said);
}

function explainRedirect(answer: WebAnswer): string {
  const location = headerOf(answer, 'Location') ?? '';
  const home = URL.canParse(location) ? `, ${new URL(location).host}` : '';
  return `endUser has another home node${home}: url has to be that one's`;
}
