/** The engine as the pages see it. See README.md. */
export { RemoteError } from '../../preload/client/index.ts';
export { type AppAddress, addressOf, commandNameOf, requestNameOf, topicKeyOf } from './app-address.ts';
export { type AppClient, createAppClient } from './app-client.ts';
export { type ClusterNames, clusterNames, useClusterNames } from './clusters.ts';
export * from './hooks.ts';
export { INITIATED_BY } from './initiator.ts';
export type { LinkState } from './link.ts';
export { reasonOf } from './reason-of.ts';
export { openSocket } from './socket-transport.ts';
export type { TopicView } from './topic-store.ts';
export type { TreeNode, TreeView } from './tree-store.ts';
