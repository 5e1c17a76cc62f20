/** The contract as calls, for whoever drives an engine: the renderer and the command line. Knows no transport. */
export type { ErrorReason } from '../../main/model/index.ts';
export { Client, connectionLost, RemoteError, type TopicEvent, type Transport } from './client.ts';
