import { describe, expect, it } from 'vitest';
import { worstStatus } from './worst-status.ts';

const row = (sync: string, health: string) => ({ sync, health });

describe('the worst of a fleet', () => {
  it.each([
    [[], 'none', 'No applications'],
    [[row('Synced', 'Healthy')], 'good', '1 in order'],
    [[row('Synced', 'Healthy'), row('Synced', 'Suspended')], 'held', '1 suspended or held, 1 in order'],
    [[row('Synced', 'Progressing'), row('Synced', 'Suspended')], 'progress', '1 progressing, 1 suspended or held'],
    [[row('Unknown', 'Healthy'), row('Synced', 'Progressing')], 'unknown', '1 unknown, 1 progressing'],
    [[row('OutOfSync', 'Healthy'), row('Synced', 'Unknown')], 'drift', '1 out of sync, 1 unknown'],
    [
      [row('Synced', 'Degraded'), row('OutOfSync', 'Missing'), row('OutOfSync', 'Healthy')],
      'failing',
      '2 failing, 1 out of sync',
    ],
    [[{ ...row('OutOfSync', 'Healthy'), hold: 'rollback' as const }], 'held', '1 suspended or held'],
    [[{ ...row('Synced', 'Healthy'), staleSince: 5 }], 'unknown', '1 unknown'],
    [[{ ...row('Synced', 'Degraded'), staleSince: 5 }], 'unknown', '1 unknown'],
    [[row('New', 'Fine')], 'good', '1 in order'],
  ] as const)('%#', (rows, worst, text) => {
    expect(worstStatus(rows)).toEqual({ worst, text });
  });
});
