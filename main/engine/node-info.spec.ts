import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../model/index.ts';
import { nodeInfoOf } from './node-info.ts';

function statusOf(spec: object, status: object, metadata: object = {}): string | undefined {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', ...metadata }, spec, status };
  return nodeInfoOf(pod as unknown as KubeObject).find(({ name }) => name === 'Status Reason')?.value;
}
const waiting = (reason: string) => ({ state: { waiting: { reason } } });
const terminated = (rest: object) => ({ state: { terminated: rest } });
const running = { ready: true, state: { running: {} } };

type Case = readonly [word: string, spec: object, status: object, metadata?: object];
const cases = (...all: readonly Case[]) => all.map(([word, ...parts]) => ({ word, parts }));

describe('the word for a Pod is the one of kubectl', () => {
  it.each(
    cases(
      ['Pending', {}, { phase: 'Pending' }],
      ['Evicted', {}, { phase: 'Failed', reason: 'Evicted' }],
      ['Running', {}, { phase: 'Running', containerStatuses: [running] }],
      ['CrashLoopBackOff', {}, { phase: 'Running', containerStatuses: [running, waiting('CrashLoopBackOff')] }],
      ['Error', {}, { phase: 'Failed', containerStatuses: [terminated({ reason: 'Error', exitCode: 1 })] }],
      ['ExitCode:3', {}, { phase: 'Failed', containerStatuses: [terminated({ exitCode: 3 })] }],
      ['Signal:9', {}, { phase: 'Failed', containerStatuses: [terminated({ exitCode: 137, signal: 9 })] }],
      [
        'NotReady',
        {},
        { phase: 'Running', containerStatuses: [terminated({ reason: 'Completed', exitCode: 0 }), running] },
      ],
      [
        'Running',
        {},
        {
          phase: 'Running',
          conditions: [{ type: 'Ready', status: 'True' }],
          containerStatuses: [terminated({ reason: 'Completed', exitCode: 0 }), running],
        },
      ],
      ['SchedulingGated', {}, { phase: 'Pending', conditions: [{ type: 'PodScheduled', reason: 'SchedulingGated' }] }],
      [
        'Init:0/2',
        { initContainers: [{ name: 'a' }, { name: 'b' }] },
        { phase: 'Pending', initContainerStatuses: [{ name: 'a', ...waiting('PodInitializing') }] },
      ],
      [
        'Init:CrashLoopBackOff',
        { initContainers: [{ name: 'a' }] },
        { phase: 'Pending', initContainerStatuses: [{ name: 'a', ...waiting('CrashLoopBackOff') }] },
      ],
      [
        'Init:ExitCode:2',
        { initContainers: [{ name: 'a' }] },
        { phase: 'Pending', initContainerStatuses: [{ name: 'a', ...terminated({ exitCode: 2 }) }] },
      ],
      [
        'PodInitializing',
        { initContainers: [{ name: 'a' }, { name: 'proxy', restartPolicy: 'Always' }] },
        {
          phase: 'Pending',
          initContainerStatuses: [
            { name: 'a', ...terminated({ exitCode: 0 }) },
            { name: 'proxy', started: true, state: { running: {} } },
          ],
          containerStatuses: [waiting('PodInitializing')],
        },
      ],
      ['Terminating', {}, { phase: 'Running' }, { deletionTimestamp: '2026-01-01T00:00:00Z' }],
      ['Unknown', {}, { phase: 'Running', reason: 'NodeLost' }, { deletionTimestamp: '2026-01-01T00:00:00Z' }],
    ),
  )('$word', ({ word, parts: [spec, status, metadata] }) => {
    expect(statusOf(spec, status, metadata)).toBe(word);
  });

  it('is cut when somebody writes a book', () => {
    expect(statusOf({}, { phase: 'Failed', reason: 'x'.repeat(100_000) })?.length).toBe(253);
  });
});

describe('containers and restarts of a Pod are those of kubectl', () => {
  const sidecar = { name: 'proxy', restartPolicy: 'Always' };
  const spec = { initContainers: [{ name: 'a' }, sidecar], containers: [{ name: 'c' }, { name: 'd' }] };
  const done = { name: 'a', ...terminated({ exitCode: 0 }), restartCount: 2 };
  const proxy = { name: 'proxy', started: true, ready: true, restartCount: 1, state: { running: {} } };
  const crashing = { name: 'a', ...waiting('CrashLoopBackOff'), restartCount: 4 };

  it.each<[string, object, string, string | undefined]>([
    ['nothing yet', { phase: 'Pending' }, '0/3', undefined],
    [
      'an init container that fails',
      { initContainerStatuses: [crashing], containerStatuses: [{ ready: false }] },
      '0/3',
      '4',
    ],
    [
      'sidecars count, done init containers do not',
      { initContainerStatuses: [done, proxy], containerStatuses: [{ ...running, restartCount: 3 }, waiting('Error')] },
      '2/3',
      '4',
    ],
    [
      'ready once, but not up any more',
      { initContainerStatuses: [done], containerStatuses: [{ ...running, ...terminated({ exitCode: 0 }) }, running] },
      '1/3',
      undefined,
    ],
    [
      'an init container that runs again in an initialized Pod',
      {
        conditions: [{ type: 'Initialized', status: 'True' }],
        initContainerStatuses: [crashing],
        containerStatuses: [{ ...running, restartCount: 1 }],
      },
      '1/3',
      '1',
    ],
  ])('%s', (_what, status, containers, restarts) => {
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec, status };
    const info = new Map(nodeInfoOf(pod as unknown as KubeObject).map(({ name, value }) => [name, value]));
    expect([info.get('Containers'), info.get('Restart Count')]).toEqual([containers, restarts]);
  });
});

describe('revisions and readiness', () => {
  it('come from annotations and from a top-level number', () => {
    const info = (more: object) =>
      nodeInfoOf({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: {}, ...more } as KubeObject);
    expect(info({ metadata: { annotations: { 'deployment.kubernetes.io/revision': '7' } } })).toContainEqual({
      name: 'Revision',
      value: 'Rev:7',
    });
    expect(info({ kind: 'ControllerRevision', revision: 3 })).toEqual([{ name: 'Revision', value: 'Rev:3' }]);
    expect(info({ spec: { replicas: 5 }, status: { readyReplicas: 3 } })).toContainEqual({
      name: 'Ready',
      value: '3/5',
    });
    expect(info({ kind: 'StatefulSet' })).toContainEqual({ name: 'Ready', value: '0/1' });
  });
});
