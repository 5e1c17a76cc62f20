/** The face of the api room: the contract served from an engine, over any transport. See README.md. */

export { engineTopics } from './engine-topics.ts';
export type { HandlerContext } from './handlers.ts';
export { INITIAL_CREDIT, MAX_OPEN, Session, type SessionOptions } from './session.ts';
export { FRAME_MS, TopicSource } from './topic-source.ts';
