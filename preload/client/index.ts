/** The contract as calls, for whoever drives an engine: the renderer and the command line. Knows no transport. */
export { Client, connectionLost, RemoteError, type TopicEvent, type Transport } from './client.ts';
