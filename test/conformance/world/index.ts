export { type Fault, FaultyServer } from './faulty-server.ts';
export * from './manifests.ts';
export { PlainClient, Refused, type WatchEvent } from './plain-client.ts';
export { kubeApiserver, type Server, servers } from './servers.ts';
export { SkippingClock } from './skipping-clock.ts';
export { AppUnderTest, World, type WorldOptions } from './world.ts';
