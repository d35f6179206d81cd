/** The connection ended, by whichever side; what was asked may be asked again on another one. */
export class LdapConnectionLostError extends Error {
  override readonly name = 'LdapConnectionLostError';
}

/** The server did not answer in time. */
export class LdapTimeoutError extends Error {
  override readonly name = 'LdapTimeoutError';
}
