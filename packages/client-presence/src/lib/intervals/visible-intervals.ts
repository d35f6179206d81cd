/** Changes of what is on screen are gathered for this long before the server is told: a list that is scrolled through is one change. Milliseconds. */
export const VISIBLE_PAUSE_MS = 200;
