/** Why no line can be relied on. */
export type JtapiTroubleCode =
  | 'STARTING' // it has not had the time yet
  | 'NO_JAVA' // there is no Java, or the bridge is not compiled and there is no compiler
  | 'NO_JAR' // the file of the library is not there, or not to be read
  | 'NO_JTAPI' // what is in the file is not JTAPI
  | 'REFUSED' // the CTIManager does not let us in: login, password, roles
  | 'UNREACHABLE' // no CTIManager answers, or it cannot serve us now
  | 'OUT_OF_SERVICE' // it was there and has gone; the library looks for another
  | 'BRIDGE_ENDED'; // the Java program ended, froze, or printed what cannot be read

/** Why no line can be relied on, and what an operator can do about it. */
export interface JtapiTrouble {
  readonly code: JtapiTroubleCode;
  /** One line for an operator; never with the password. */
  readonly detail: string;
}
