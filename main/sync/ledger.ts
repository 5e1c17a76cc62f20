import {
  gvkOf,
  imagesOf,
  type OperationPhase,
  parseResourceKey,
  type ResourceKey,
  type ResourceResult,
  type ResultCode,
  type SyncPhase,
} from '../model/index.ts';
import type { SyncTask } from './task.ts';

/** What became of one task. A task without an entry is pending. */
export interface TaskState {
  readonly status: ResultCode | undefined;
  /** Running until health says more; then Succeeded, Failed or Error. */
  readonly phase: OperationPhase;
  readonly message: string;
  /** resourceVersion of what was applied. */
  readonly since: string | undefined;
  /** A pruned object, or a hook in the way, that was not seen to vanish yet. */
  readonly deleting: boolean;
}

/** The state of every task of a running sync, and the results of those that have one, in the order in which they came. */
export class Ledger {
  readonly #states = new Map<SyncTask, TaskState>();
  /** Made when a state is set, because progress asks for all of them again and again. */
  readonly #results = new Map<SyncTask, ResourceResult>();
  readonly #constant = new Map<
    SyncTask,
    Pick<ResourceResult, 'group' | 'version' | 'kind' | 'namespace' | 'name' | 'images'>
  >();

  set(task: SyncTask, change: Partial<TaskState> & { readonly phase: OperationPhase }): ResourceResult {
    const before = this.#states.get(task);
    this.#states.set(task, {
      status: 'status' in change ? change.status : before?.status,
      phase: change.phase,
      // The latest words are kept: a health without a message says nothing new.
      message: change.message || before?.message || '',
      since: change.since ?? before?.since,
      deleting: change.deleting ?? before?.deleting ?? false,
    });
    const result = this.#resultOf(task);
    this.#results.set(task, result);
    return result;
  }

  get(task: SyncTask): TaskState | undefined {
    return this.#states.get(task);
  }

  isPending(task: SyncTask): boolean {
    return !this.#states.has(task);
  }

  isRunning(task: SyncTask): boolean {
    const state = this.#states.get(task);
    return state?.phase === 'Running' && !state.deleting;
  }

  isUnsuccessful(task: SyncTask): boolean {
    const phase = this.#states.get(task)?.phase;
    return phase === 'Failed' || phase === 'Error';
  }

  isDeleting(task: SyncTask): boolean {
    return this.#states.get(task)?.deleting === true;
  }

  /** A hook that was cleared out of the way is pending again. */
  forget(task: SyncTask): void {
    this.#states.delete(task);
    this.#results.delete(task);
  }

  messageOf(task: SyncTask): string {
    return this.#states.get(task)?.message ?? '';
  }

  #resultOf(task: SyncTask): ResourceResult {
    const state = this.#states.get(task)!;
    return {
      ...this.#identity(task),
      ...(state.status !== undefined && { status: state.status }),
      ...(state.message !== '' && { message: state.message }),
      ...(task.hook !== undefined && { hookType: task.hook }),
      hookPhase: state.phase,
      syncPhase: task.phase,
    };
  }

  results(): readonly ResourceResult[] {
    return [...this.#results.values()];
  }

  #identity(task: SyncTask) {
    let identity = this.#constant.get(task);
    if (identity === undefined) {
      const { key, resource } = task;
      const { group, kind, namespace, name } = parseResourceKey(key);
      const { version } = gvkOf({ kind, apiVersion: apiVersionOf(task) });
      const images = resource.desired === undefined ? [] : imagesOf(resource.desired);
      identity = { group, version, kind, namespace, name, ...(images.length > 0 && { images }) };
      this.#constant.set(task, identity);
    }
    return identity;
  }
}

export function apiVersionOf({ resource }: SyncTask): string {
  return resource.desired?.apiVersion ?? resource.live?.apiVersion ?? resource.live?.object().apiVersion ?? '';
}

/** One object may take part in several phases: its results are told apart by the phase. */
export function taskId(key: ResourceKey, phase: SyncPhase): string {
  return `${phase} ${key}`;
}
