import { describe, expect, it } from 'vitest';
import { runWith } from '../testing/fake-context.ts';
import { clusterCommands } from './cluster.ts';

const VIEW = {
  server: 'https://c.example',
  name: 'production',
  kubeVersion: 'v1.34.0',
  connection: { status: 'Failed', message: 'connection refused' },
};

describe('cluster retry', () => {
  it('asks the engine to connect now, and shows how it was until then', async () => {
    const run = await runWith(clusterCommands, ['cluster', 'retry', 'production'], { 'cluster.reconnect': VIEW });
    expect(run.calls).toEqual([['cluster.reconnect', { cluster: 'production' }]]);
    expect(run.out).toMatch(/https:\/\/c\.example +production +1\.34\.0 +Failed +connection refused/);
    expect(run.err).toContain('argosy cluster get production');
  });

  it('fails with the engine’s words when it knows no such cluster', async () => {
    const answers = { 'cluster.reconnect': new Error('cluster "x" not found') };
    const run = await runWith(clusterCommands, ['cluster', 'retry', 'x'], answers);
    expect([run.code === 0, run.out]).toEqual([false, '']);
    expect(run.err).toContain('cluster "x" not found');
  });
});
