package org.lampfield.jtapi;

/** What every part that acts is given. */
record Surroundings(Jtapi jtapi, Failures failures, Outbox outbox, Worker worker, CallIds callIds) {}
