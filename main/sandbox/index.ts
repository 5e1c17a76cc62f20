/** The face of the sandbox: an embedded fleet for first runs and fast tests. See README.md. */

export { BREAKAGES, type Breakage, type BreakRequest, type Broken } from './break.ts';
export type { CommitRequest, Committed } from './git/commit.ts';
export { isRunning, readRecord, resetSandbox, type SandboxHome, type SandboxRecord, sandboxHome } from './home.ts';
export {
  breakSandbox,
  CLUSTERS,
  commitToSandbox,
  type Sandbox,
  type SandboxCluster,
  type SandboxOptions,
  startSandbox,
} from './sandbox.ts';
