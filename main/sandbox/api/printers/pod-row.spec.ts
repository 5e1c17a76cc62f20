import { describe, expect, it } from 'vitest';
import { podRow } from './pod-row.ts';

const row = (status: object, metadata: object = {}, spec: object = {}) =>
  podRow(
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p', creationTimestamp: '2026-01-01T00:00:00Z', ...metadata },
      spec: { containers: [{}], ...spec },
      status,
    } as never,
    Date.parse('2026-01-01T00:10:00Z'),
  ).slice(1, 4);
const running = { ready: true, restartCount: 0, state: { running: {} } };
const waiting = (reason: string) => ({ ready: false, restartCount: 0, state: { waiting: { reason } } });
const ended = (terminated: object) => ({ ready: false, restartCount: 0, state: { terminated } });

describe('the row of a Pod', () => {
  const table: readonly (readonly [string, readonly unknown[], readonly unknown[]])[] = [
    ['one that serves', row({ phase: 'Running', containerStatuses: [running] }), ['1/1', 'Running', '0']],
    ['one that nobody has seen', row({}), ['0/1', 'Unknown', '0']],
    [
      'one without its image',
      row({ phase: 'Pending', containerStatuses: [waiting('ImagePullBackOff')] }),
      ['0/1', 'ImagePullBackOff', '0'],
    ],
    [
      'the first obstacle',
      row({ phase: 'Pending', containerStatuses: [running, waiting('A'), waiting('B')] }),
      ['1/1', 'A', '0'],
    ],
    [
      'one that a signal ended',
      row({ phase: 'Failed', containerStatuses: [ended({ signal: 9 })] }),
      ['0/1', 'Signal:9', '0'],
    ],
    [
      'one that ended badly',
      row({ phase: 'Failed', containerStatuses: [ended({ exitCode: 3 })] }),
      ['0/1', 'ExitCode:3', '0'],
    ],
    [
      'one half done',
      row({ phase: 'Running', containerStatuses: [ended({ reason: 'Completed' }), running] }),
      ['1/1', 'NotReady', '0'],
    ],
    [
      'one that goes',
      row({ phase: 'Running', containerStatuses: [running] }, { deletionTimestamp: 'x' }),
      ['1/1', 'Terminating', '0'],
    ],
    [
      'one that waits for a gate',
      row({ phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] }),
      ['0/1', 'SchedulingGated', '0'],
    ],
    [
      'one that came back',
      row({
        phase: 'Running',
        containerStatuses: [
          { ...running, restartCount: 2, lastState: { terminated: { finishedAt: '2026-01-01T00:05:00Z' } } },
        ],
      }),
      ['1/1', 'Running', '2 (5m ago)'],
    ],
    [
      'a sidecar',
      row(
        { phase: 'Running', containerStatuses: [running] },
        {},
        { initContainers: [{ restartPolicy: 'Always' }, {}] },
      ),
      ['1/2', 'Running', '0'],
    ],
  ];
  it.each(table)('%s', (_what, given, wanted) => {
    expect(given).toEqual(wanted);
  });
});
