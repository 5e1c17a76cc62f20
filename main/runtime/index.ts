/** The face of the runtime room: what every floor stands on: time, logs, queues, back-off. */

export * from './clock.ts';
