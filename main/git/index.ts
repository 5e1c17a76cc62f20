/** The face of the git room. See README.md for the words. */

export type * from './backend.ts';
export { createRepositories, type RepositoriesOptions } from './create.ts';
export { createEmbeddedBackend, type EmbeddedLimits, type EmbeddedOptions } from './embedded.ts';
export { findGit, type GitProgram } from './git-program.ts';
export type * from './repositories.ts';
export { type Resolution, type ResolvedRevision, resolveRevision } from './resolve-revision.ts';
export { createSystemBackend, type SystemLimits, type SystemOptions } from './system.ts';
