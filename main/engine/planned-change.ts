import type { Author, Draft, TreeEntry } from '../git/index.ts';
import type { CommitSha, TreeId } from '../model/index.ts';
import type { GitChange } from './engine.ts';

/** A commit as it was shown, with all that it takes to make it. */
export interface PlannedChange {
  readonly view: GitChange;
  readonly draft: Draft;
  readonly author: Author;
  /** The tree of the branch as it was, and as it will be. */
  readonly baseTree: TreeId;
  readonly tree: TreeId;
  /** Files by path; undefined goes away. */
  readonly edits: ReadonlyMap<string, Pick<TreeEntry, 'kind' | 'id'> | undefined>;
  /** Another commit may come in between as long as it touches none of these. */
  readonly guarded: readonly string[];
  /** The branch is made anew at `view.base`. */
  readonly newBranch: boolean;
  readonly source: number;
  /** The cluster has to follow. */
  readonly syncs: boolean;
  /** And delete what Git no longer has. */
  readonly prune: boolean;
  /** Whether the application, and what lives, are as they were when this was planned. */
  readonly holds: () => boolean;
}

/** Where a change goes: a branch as it stands. */
export interface ChangeGround {
  readonly url: string;
  readonly branch: string;
  readonly newBranch: boolean;
  readonly base: CommitSha;
  readonly baseTree: TreeId;
  readonly warnings: readonly string[];
}
