/** The face of the engine room: the loop that keeps every application's state true and acts on it. See README.md. */

export { type EngineConfig, openConfig } from './config.ts';
export { createEngine, type EngineOptions } from './create.ts';
export type * from './engine.ts';
export type { ExternalUrl, NetworkingInfo } from './networking-info.ts';
export { repositoryAccess, type SecretPort } from './repositories.ts';
export type { EngineSettings } from './settings.ts';
export type { TaskView } from './tasks.ts';
