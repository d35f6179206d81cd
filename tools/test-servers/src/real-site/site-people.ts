/** How many people of a {@link RealSite} have lamps. */
const SITE_PEOPLE_COUNT = 20;

/** Part of every such person's name and of nobody else's: what finds them all. */
export const SITE_PEOPLE_SEARCH = 'Lamplighter';

/** The domain of their chat accounts. */
export const SITE_CHAT_DOMAIN = 'chat.test';

/** The domain of their sessions in the ejabberd cluster. */
export const SITE_SESSION_DOMAIN = 'cluster.test';

/** Somebody with a phone, a chat client and a session. */
export interface SitePerson {
  /** From 0. */
  readonly index: number;
  /** The same at the directory, the chat server and the cluster. */
  readonly username: string;
  readonly name: string;
  /** Of the phone. */
  readonly number: string;
}

/** The people with lamps, always the same. */
export const SITE_PEOPLE: readonly SitePerson[] = Array.from({ length: SITE_PEOPLE_COUNT }, (_, index) => ({
  index,
  username: `lamp${String(index + 1)}`,
  name: `${SITE_PEOPLE_SEARCH} ${String(index + 1)}`,
  number: String(2001 + index),
}));
