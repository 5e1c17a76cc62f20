import type { OperationState, ResourceResult } from '../../../../preload/contract/index.ts';
import { keyOfObject, type ObjectRef } from '../object-key.ts';
import type { PlanChange, PlanRow } from './plan-summary.ts';

export type LaneState = 'waiting' | 'running' | 'done' | 'pruned' | 'skipped' | 'failed' | 'unreached';

export interface LaneItem {
  readonly key: string;
  readonly ref: ObjectRef;
  /** What was planned; undefined for an object that no plan of ours knew. */
  readonly change: PlanChange | undefined;
  readonly state: LaneState;
  readonly message: string;
}

export interface Lane {
  readonly phase: string;
  /** undefined: results of a phase whose plan is not known. */
  readonly wave: number | undefined;
  readonly state: LaneState;
  readonly items: readonly LaneItem[];
}

/** Worst first: what a lane shows is the worst of its items, except that it runs as long as one of them does. */
const WORST: readonly LaneState[] = ['failed', 'running', 'unreached', 'waiting', 'skipped', 'pruned', 'done'];

/**
 * An operation as lanes: phases and waves from the plan, each object with what the operation says of it by now. Objects that the operation
 * reports and the plan did not have (the plan was made a moment before) get a lane of their phase.
 */
export function lanesOf(rows: readonly PlanRow[], state: OperationState | undefined): readonly Lane[] {
  const results = new Map<string, ResourceResult>();
  for (const result of state?.syncResult?.resources ?? []) results.set(resultKey(result), result);
  const over = state?.finishedAt !== undefined;
  const lanes = new Map<string, { phase: string; wave: number | undefined; items: LaneItem[] }>();
  const put = (phase: string, wave: number | undefined, item: LaneItem): void => {
    const id = `${phase} ${wave ?? ''}`;
    const lane = lanes.get(id) ?? { phase, wave, items: [] };
    lanes.set(id, lane);
    lane.items.push(item);
  };
  for (const row of rows) {
    const ref = { group: row.ref.group, kind: row.ref.kind, namespace: row.ref.namespace, name: row.ref.name };
    const id = `${row.phase} ${keyOfObject(ref)}`;
    const result = results.get(id);
    results.delete(id);
    const laneState = result
      ? stateOf(result, over)
      : row.change === 'keep'
        ? 'skipped'
        : over
          ? 'unreached'
          : 'waiting';
    put(row.phase, row.wave, {
      key: id,
      ref,
      change: row.change,
      state: laneState,
      message: result?.message ?? row.note,
    });
  }
  for (const [id, result] of results) {
    const { group, kind, namespace, name, message = '' } = result;
    const item = {
      key: id,
      ref: { group, kind, namespace, name },
      change: undefined,
      state: stateOf(result, over),
      message,
    };
    put(result.syncPhase ?? 'Sync', undefined, item);
  }
  return [...lanes.values()].map((lane) => ({ ...lane, state: laneState(lane.items) }));
}

function resultKey(result: ResourceResult): string {
  return `${result.syncPhase ?? 'Sync'} ${keyOfObject(result)}`;
}

function stateOf(result: ResourceResult, over: boolean): LaneState {
  const { status, hookPhase } = result;
  if (status === 'SyncFailed' || hookPhase === 'Failed' || hookPhase === 'Error') return 'failed';
  if (status === 'PruneSkipped') return 'skipped';
  // An operation that has ended waits for nothing any more.
  if (!over && (hookPhase === 'Running' || hookPhase === 'Terminating')) return 'running';
  if (status === 'Pruned') return 'pruned';
  // The last wave is applied and not waited for.
  return hookPhase === 'Running' && status === undefined ? 'unreached' : 'done';
}

function laneState(items: readonly LaneItem[]): LaneState {
  const states = new Set(items.map(({ state }) => state));
  if (states.has('waiting') && (states.has('done') || states.has('pruned')))
    return states.has('failed') ? 'failed' : 'running';
  return WORST.find((state) => states.has(state)) ?? 'waiting';
}

/** How far an operation is, 0 to 1; undefined when there is nothing to count. */
export function progressOf(lanes: readonly Lane[]): number | undefined {
  const items = lanes.flatMap((lane) => lane.items);
  if (items.length === 0) return undefined;
  const over = items.filter(({ state }) => state !== 'waiting' && state !== 'running').length;
  return over / items.length;
}
