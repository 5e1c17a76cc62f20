/** The face of the api room: the contract served from an engine, over any transport. See README.md. */

export { engineTopics } from './engine-topics.ts';
export type { HandlerContext } from './handlers.ts';
export { Session, type SessionOptions } from './session.ts';
export { TopicSource } from './topic-source.ts';
