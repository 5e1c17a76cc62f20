/** The face of the git room. See README.md for the words. */

export type * from './authoring.ts';
export type * from './backend.ts';
export { createRepositories, type RepositoriesOptions } from './create.ts';
export { Draft, entryAt } from './draft.ts';
export { createEmbeddedBackend, type EmbeddedLimits, type EmbeddedOptions } from './embedded.ts';
export { checkBranchName } from './encode.ts';
export { findGit, type GitProgram } from './git-program.ts';
export { isBinary, mergeText } from './merge-text.ts';
export { type MergeConflict, type MergedTree, mergeTrees } from './merge-trees.ts';
export type * from './repositories.ts';
export { type Resolution, type ResolvedRevision, resolveRevision } from './resolve-revision.ts';
export { createSystemBackend, type SystemLimits, type SystemOptions } from './system.ts';
export { type ChangedFile, changedFiles } from './tree-changes.ts';
