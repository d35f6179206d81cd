import type { DirectoryConnector } from '../ports/connector.ts';
import { demoDirectory } from './demo/demo-directory.ts';
import { ldapDirectory } from './ldap/ldap-directory.ts';

/** Every kind of directory that the configuration can name. A new one is a folder and a line here. */
export const DIRECTORY_CONNECTORS: readonly DirectoryConnector[] = [ldapDirectory, demoDirectory];
