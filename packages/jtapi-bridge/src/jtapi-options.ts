/** Which phone system is watched, and with what. */
export interface JtapiBridgeOptions {
  /** Host names or addresses of the CTIManagers, the first to be tried first; a port after a colon where the library takes one. */
  readonly ctiManagers: readonly string[];
  /** The application user; without a semicolon, like the password: the library takes both in one string that is cut there. */
  readonly username: string;
  readonly password: string;
  /** The phone system's JTAPI library; several files with the system's path delimiter between them. */
  readonly jar: string;
  /** The Java to run it with, 17 or later: a path, or a name in PATH. */
  readonly java: string;
  /** Class of the JTAPI implementation; default the library's own. */
  readonly peer?: string;
}
