/** The face of the runtime room: what every floor stands on: time, logs, queues, back-off. */

export * from './backoff.ts';
export * from './clock.ts';
export * from './keyed-queue.ts';
export * from './limiter.ts';
export * from './log.ts';
export * from './lru.ts';
export * from './redact.ts';
export * from './single-flight.ts';
export * from './testing/manual-clock.ts';
