import type { AuthMethod } from '../ports/connector.ts';
import { demoAuth } from './demo-authenticator.ts';
import { ldapAuth } from './ldap-authenticator.ts';
import { oidcAuth } from './oidc-authenticator.ts';

/** Every way to sign in that the configuration can name. */
export const AUTH_METHODS: readonly AuthMethod[] = [demoAuth, ldapAuth, oidcAuth];
