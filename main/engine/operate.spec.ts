import { describe, expect, it } from 'vitest';
import { ClusterError } from '../cluster/index.ts';
import type { AppKey, Application, Hold, Operation } from '../model/index.ts';
import { ManualClock, silentLogger } from '../runtime/index.ts';
import { withHold } from './hold.ts';
import { type OperatePorts, Operator } from './operate.ts';
import { AppRecord } from './record.ts';
import { Tasks } from './tasks.ts';

const HOLD: Hold = { kind: 'pause', reason: 'hotfix', by: 'ada', since: '2026-01-01T00:00:00Z' };

/** An operator whose every attempt ends before the cluster: the project does not exist. */
function world(status: Application['status'] = {}) {
  const clock = new ManualClock();
  const record = new AppRecord(
    'shop' as AppKey,
    {
      metadata: { name: 'shop' },
      spec: { source: { repoURL: 'https://example.com/a.git' } },
      status,
    } as Application,
  );
  const stored: Application[] = [];
  const ended: string[] = [];
  const again: number[] = [];
  const grounds: { now: () => unknown } = {
    now: () => ({ kind: 'invalid', conditions: [{ type: 'InvalidSpecError', message: 'no project' }] }),
  };
  const load: { now: () => Promise<unknown> } = { now: () => Promise.reject(new Error('nothing is loaded here')) };
  const ports = {
    clock,
    logger: silentLogger,
    records: {
      put: (one: AppRecord, app: Application) => {
        one.app = app;
        stored.push(app);
      },
      show: (one: AppRecord, app: Application) => {
        one.app = app;
      },
    },
    store: { finishOperation: async (id: string) => void ended.push(id), unfinishedOperations: () => [] },
    reconciler: { grounds: () => grounds.now(), loadTarget: () => load.now(), inputsOf: () => '' },
    tasks: new Tasks(clock),
    settings: () => ({}),
    compareAgain: (_record: AppRecord, level: number) => again.push(level),
  } as unknown as OperatePorts;
  const operator = new Operator(ports);
  const run = async (operation: Operation, resumed?: Parameters<Operator['run']>[2]) => {
    operator.accept(record, operation);
    await operator.run(record, new AbortController().signal, resumed);
    return record.app.status?.operationState;
  };
  return { clock, record, stored, ended, again, operator, run, grounds, load };
}

const BY_ITSELF: Operation = { sync: { revision: 'a' }, initiatedBy: { automated: true }, retry: { limit: 0 } };

describe('Operator', () => {
  it('writes an operation and what goes with it at once', () => {
    const { operator, record, stored } = world({ health: { status: 'Degraded' } });
    operator.accept(record, BY_ITSELF, (status) => withHold(status, HOLD));
    expect(stored).toHaveLength(1);
    expect(stored[0]).toMatchObject({
      operation: BY_ITSELF,
      status: { hold: HOLD, operationState: { phase: 'Running', operation: BY_ITSELF, healthBefore: 'Degraded' } },
    });
  });

  it('changes nothing when it is refused', () => {
    const { operator, record, stored } = world();
    operator.accept(record, BY_ITSELF);
    expect(() => operator.accept(record, BY_ITSELF, (status) => withHold(status, HOLD))).toThrow(
      'another operation is already in progress',
    );
    expect(stored).toHaveLength(1);
    expect(record.app.status?.hold).toBeUndefined();
  });

  it('does not begin for automation what a person holds, and does not count it as tried', async () => {
    const { run } = world({ hold: HOLD });
    const state = await run(BY_ITSELF);
    expect(state).toMatchObject({ phase: 'Failed', message: 'not synced: paused by ada: hotfix' });
    expect(state?.syncResult).toBeUndefined();
  });

  it('does what a person asks for, and what rolls back by itself, while it is held', async () => {
    for (const operation of [
      { ...BY_ITSELF, initiatedBy: { username: 'ada' } },
      { ...BY_ITSELF, sync: { revision: 'a', rolledBackTo: 0 } },
    ]) {
      const { run } = world({ hold: HOLD });
      expect(await run(operation)).toMatchObject({ phase: 'Error', message: 'no project' });
    }
  });

  it('ends the journal of an interrupted operation, also when it cannot go on', async () => {
    const { run, ended, again } = world();
    const state = await run(BY_ITSELF, { id: 'journal', revisions: ['a'], records: [] });
    expect(state).toMatchObject({ phase: 'Error', syncResult: { revision: 'a' } });
    expect(ended).toEqual(['journal']);
    expect(again).toEqual([2]);
  });

  describe('that goes on while its cluster cannot be reached', () => {
    const RESUMED = { id: 'journal', revisions: ['a'], records: [] } as const;

    async function away() {
      const one = world();
      const listeners = new Set<(state: { kind: string }) => void>();
      let kind = 'unreachable';
      const cluster = {
        connection: () => ({ kind }),
        onConnection: (listener: (state: { kind: string }) => void) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      };
      const silence = new ClusterError('Unavailable', { code: 0, reason: 'Unreachable', message: 'no route to host' });
      let asked = 0;
      one.grounds.now = () => ({ kind: 'ok', project: { spec: {} }, destination: { cluster } });
      one.load.now = async () => {
        asked += 1;
        throw silence;
      };
      one.operator.accept(one.record, BY_ITSELF);
      const run = one.operator.run(one.record, new AbortController().signal, RESUMED);
      while (listeners.size === 0) await new Promise((resolve) => setImmediate(resolve));
      const back = () => {
        kind = 'live';
        for (const listener of listeners) listener({ kind });
      };
      return { ...one, run, back, asked: () => asked };
    }

    it('waits however long that takes, keeps its journal, and says what for', async () => {
      const { run, record, clock, ended, back, asked, grounds } = await away();
      await clock.advanceAsync(8 * 3_600_000);
      expect(asked()).toBe(1);
      expect(ended).toEqual([]);
      expect(record.app.status?.operationState).toMatchObject({
        phase: 'Running',
        message: 'waiting to go on, because no answer came: no route to host',
      });
      grounds.now = () => ({ kind: 'invalid', conditions: [{ type: 'InvalidSpecError', message: 'no project' }] });
      back();
      await run;
      expect(record.app.status?.operationState).toMatchObject({ phase: 'Error', message: 'no project' });
      expect(ended).toEqual(['journal']);
    });

    it('gives up where the cluster answers everything else', async () => {
      const { run, record, clock, ended, back, asked } = await away();
      back();
      await clock.advanceAsync(120_000);
      await run;
      // While it was away, six times in vain, and once more to be told.
      expect(asked()).toBe(8);
      expect(record.app.status?.operationState).toMatchObject({
        phase: 'Error',
        message: 'ComparisonError: Failed to load target state: no route to host',
      });
      expect(ended).toEqual(['journal']);
    });

    it('can be ended meanwhile, and says what is left', async () => {
      const { run, record, ended } = await away();
      record.operation?.abort('terminate');
      await run;
      expect(record.app.status?.operationState).toMatchObject({
        phase: 'Error',
        terminated: true,
        message:
          'Operation termination had errors: what it had begun was left as it is, because no answer came: no route to host',
      });
      expect(ended).toEqual(['journal']);
    });
  });

  it('says that a person has ended it', async () => {
    const { operator, record } = world();
    operator.accept(record, BY_ITSELF);
    record.operation?.abort('terminate');
    await operator.run(record, new AbortController().signal);
    expect(record.app.status?.operationState).toMatchObject({ phase: 'Failed', terminated: true });
  });
});
