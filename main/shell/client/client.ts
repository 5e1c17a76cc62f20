/** One client for the command line and the pages: it lives beside the contract, which is all it knows. */
export { Client, connectionLost, RemoteError, type TopicEvent, type Transport } from '../../../preload/client/index.ts';
