import type { ApplicationSource, SourceType, TreeId } from '../model/index.ts';
import type { Contents } from './contents.ts';
import type { EnginesPort } from './engines-port.ts';
import type { BuildEnvironment } from './environment.ts';
import type { RenderLimits } from './limits.ts';
import type { Parser } from './parser.ts';
import type { Prepared } from './prepared.ts';
import type { RepositoryPath } from './repository-path.ts';
import type { RenderContext, SourceEntry, SourceTree } from './request.ts';
import type { Worktree } from './worktree.ts';

/** What a tool needs to find out what it would read. */
export interface PlanInput {
  readonly source: ApplicationSource;
  readonly context: RenderContext;
  readonly environment: BuildEnvironment;
  /** The source's folder with all links resolved. */
  readonly folder: RepositoryPath;
  readonly tree: TreeId;
  readonly entries: readonly SourceEntry[];
  readonly worktree: Worktree;
  /** Names of the other sources that file fields may refer to. */
  readonly references: Pick<ReadonlyMap<string, unknown>, 'has'>;
  readonly sourceTree: SourceTree;
  readonly engines: EnginesPort;
  readonly contents: Contents;
  readonly parser: Parser;
  readonly limits: RenderLimits;
}

/** A render that knows its inputs and has not run yet: found by reading trees and, where a tool must, few small files. */
export interface Plan {
  readonly sourceType: SourceType;
  /** Everything that the objects depend on, as JSON: equal inputs, equal objects. */
  readonly inputs: unknown;
  /** Named inputs that are no files and no part of the source, for example the cluster's capabilities. */
  readonly depends: readonly (readonly [name: string, value: string])[];
  /** A tool runs: such plans share the cores. */
  readonly tool: boolean;
  run(signal: AbortSignal): Promise<Prepared[]>;
}
