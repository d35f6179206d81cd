const SECOND_MS = 1000;
const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3600;
const DAY_SECONDS = 86_400;

/**
 * How long a call has lasted, the way a phone shows it: `0:07`, `12:05`, `1:02:03`. Below zero (the two clocks differ a little) is
 * `0:00`.
 */
export function clockDuration(durationMs: number): string {
  const total = Math.max(0, Math.floor(durationMs / SECOND_MS));
  const hours = Math.floor(total / HOUR_SECONDS);
  const minutes = Math.floor((total % HOUR_SECONDS) / MINUTE_SECONDS);
  const seconds = twoDigits(total % MINUTE_SECONDS);
  return hours > 0 ? `${hours}:${twoDigits(minutes)}:${seconds}` : `${minutes}:${seconds}`;
}

/** How long a state has lasted where seconds do not matter: `under 1 min`, `12 min`, `3 h`, `2 d`. */
export function coarseDuration(durationMs: number): string {
  const total = Math.max(0, Math.floor(durationMs / SECOND_MS));
  if (total < MINUTE_SECONDS) return 'under 1 min';
  if (total < HOUR_SECONDS) return `${Math.floor(total / MINUTE_SECONDS)} min`;
  if (total < DAY_SECONDS) return `${Math.floor(total / HOUR_SECONDS)} h`;
  return `${Math.floor(total / DAY_SECONDS)} d`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
