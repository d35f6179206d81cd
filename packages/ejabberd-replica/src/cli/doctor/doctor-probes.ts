import type { CookieResult } from '../../child/cookie-file.ts';
import type { ReplicaTrouble } from '../../replica-trouble.ts';
import type { DoctorFacts } from './doctor-facts.ts';
import type { TcpOutcome } from './tcp-question.ts';

/** How the doctor looks at the world. None of these ever rejects. */
export interface DoctorProbes {
  readCookie(): Promise<CookieResult>;
  /** IPv4 address of a host: Erlang nodes use no other unless told to. */
  resolve(host: string): Promise<{ readonly address: string } | { readonly failure: string }>;
  /** Connects, asks, and gives the answer. */
  ask(address: { readonly host: string; readonly port: number }, question?: Buffer): Promise<TcpOutcome>;
  /** Starts the Erlang program, gives it the orders, and collects what it finds until it ends. */
  askErlang(orders: readonly string[]): Promise<DoctorFacts | { readonly trouble: ReplicaTrouble }>;
}
