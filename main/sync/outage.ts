/**
 * Thrown by a port: no answer came, so nobody knows whether a request has arrived. It is no refusal of the server: the execution stops where it is, with
 * its journal open, and another one goes on from it and from what lives then, as after a crash.
 */
export class Outage extends Error {
  override readonly name = 'Outage';
}
