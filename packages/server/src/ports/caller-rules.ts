/** From where the server may be called. A request that breaks a rule is refused before anything else is looked at. */
export interface CallerRules {
  /** Whether the `Host` header names this server: anything else may be DNS rebinding. */
  isKnownHost(host: string | undefined): boolean;
  /** Whether a page of this `Origin` may call the server it knows as `host`. A missing origin is fine: then the cookie decides. */
  isOwnOrigin(origin: string | undefined, host: string | undefined): boolean;
}
