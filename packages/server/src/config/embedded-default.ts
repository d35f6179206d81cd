/** What runs when there is no file: everything simulated, on this machine only. */
export const EMBEDDED_DEFAULT = `auth: { type: demo }
directories:
  - { id: demo, name: Demo directory, type: demo }
sources:
  JTAPI: { type: simulator }
  CUPS: { type: simulator }
  EXCHANGE: { type: simulator }
`;
