import { describe, expect, it } from 'vitest';
import type { Application } from '../../../../preload/contract/index.ts';
import {
  firstChoices,
  outdatedRollback,
  rollbackCommand,
  rollbackProblem,
  rollbackRequest,
} from './rollback-choices.ts';

const app = (spec: Partial<Application['spec']>, status: Application['status'] = {}): Application =>
  ({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'shop' },
    spec: { project: 'p', destination: {}, ...spec },
    status,
  }) as Application;
const automated = app({ syncPolicy: { automated: {} } });
const free = { ...firstChoices(false), hold: false };

describe('rollbackProblem', () => {
  it('wants a reason for every hold', () => {
    expect(rollbackProblem(app({}), firstChoices(false))).toBe('reason');
    expect(rollbackProblem(automated, { ...firstChoices(false), reason: ' x ' })).toBeUndefined();
  });

  it('refuses where automation would undo it, as the engine does', () => {
    expect(rollbackProblem(automated, free)).toBe('auto-sync');
    expect(rollbackProblem(app({ syncPolicy: { automated: { enabled: false } } }), free)).toBeUndefined();
    expect(rollbackProblem(app({}), free)).toBeUndefined();
    const hold = { reason: 'r', by: 'ada', since: '2026-11-24T10:00:00Z' };
    const held = { syncPolicy: { automated: {} } };
    expect(rollbackProblem(app(held, { hold: { ...hold, kind: 'rollback' } }), free)).toBeUndefined();
    expect(rollbackProblem(app(held, { hold: { ...hold, kind: 'pause' } }), free)).toBe('auto-sync');
  });
});

describe('rollbackRequest and rollbackCommand', () => {
  it('say the same', () => {
    const choices = {
      prune: true,
      hooks: true,
      hold: true,
      reason: " it's bad ",
      releaseOnNewCommit: true,
      never: true,
    };
    expect(rollbackRequest('argocd/shop', 3, choices, 'h')).toEqual({
      name: 'argocd/shop',
      id: 3,
      prune: true,
      hooks: true,
      hold: { reason: "it's bad", releaseOnNewCommit: true },
      refuse: true,
      planHash: 'h',
    });
    expect(rollbackCommand('shop', 3, choices, 'h').join(' ')).toBe(
      "app rollback shop 3 --prune --hooks --hold it's bad --release-on-new-commit --never-again --plan h",
    );
  });

  it('leave out what was not chosen', () => {
    expect(rollbackRequest('a', 0, free, undefined)).toEqual({
      name: 'a',
      id: 0,
      prune: false,
      hooks: false,
      refuse: false,
    });
    expect(rollbackCommand('a', 0, { ...free, releaseOnNewCommit: true }, undefined)).toEqual([
      'app',
      'rollback',
      'a',
      '0',
    ]);
  });
});

describe('outdatedRollback', () => {
  type State = NonNullable<NonNullable<Application['status']>['operationState']>;
  const refused = (sync: State['operation']['sync'], more: Partial<State> = {}, ids: readonly number[] = [1, 2]) =>
    app({}, {
      history: ids.map((id) => ({ id })),
      hold: { kind: 'rollback', reason: 'hotfix', by: 'ada', since: '2026-01-01T00:00:00Z', releaseOnNewCommit: true },
      operationState: {
        phase: 'Error',
        reason: 'PlanOutOfDate',
        startedAt: '2026-01-01T00:00:00Z',
        finishedAt: '2026-01-01T00:00:01Z',
        operation: { sync },
        ...more,
      },
    } as unknown as Application['status']);

  it('is what was chosen, with the reason of the hold that stands', () => {
    expect(outdatedRollback(refused({ rolledBackTo: 1, prune: true, syncStrategy: { apply: {} } }))).toEqual({
      id: 1,
      choices: { prune: true, hooks: false, hold: true, reason: 'hotfix', releaseOnNewCommit: true, never: false },
    });
    expect(outdatedRollback(refused({ rolledBackTo: 2 }))?.choices.hooks).toBe(true);
  });

  it('is nothing for a sync, another refusal, one that runs, and an entry that is gone', () => {
    expect(outdatedRollback(refused({ prune: true }))).toBeUndefined();
    expect(
      outdatedRollback(refused({ rolledBackTo: 1 }, { reason: 'AutomationOn' } as Partial<State>)),
    ).toBeUndefined();
    const { finishedAt: _, ...running } = refused({ rolledBackTo: 1 }).status!.operationState!;
    expect(
      outdatedRollback(app({}, { operationState: running, history: refused({}).status!.history! })),
    ).toBeUndefined();
    expect(outdatedRollback(refused({ rolledBackTo: 1 }, {}, [2]))).toBeUndefined();
  });
});
