/** The figures of the README: `node main/access/testing/measure.ts`. */

import type { AppProject } from '../../model/index.ts';
import { defaultProject, permits } from '../index.ts';

const CALLS = 100_000;
const wide: AppProject = {
  ...defaultProject(),
  spec: {
    destinations: Array.from({ length: 20 }, (_, n) => ({ server: `https://cluster-${n}`, namespace: 'team-*' })),
    namespaceResourceBlacklist: [{ group: '*', kind: 'Secret*' }],
  },
};

for (const [what, project] of [
  ['the default project', defaultProject()],
  ['twenty destination patterns', wide],
] as const) {
  const write = {
    verb: 'apply',
    ref: { group: 'apps', kind: 'Deployment', namespace: 'team-a', name: 'web' },
    namespaced: true,
    project,
    destination: { server: 'https://cluster-19', name: 'c' },
  } as const;
  const rounds = Array.from({ length: 5 }, () => {
    const start = performance.now();
    for (let n = 0; n < CALLS; n++) if (permits(write) !== undefined) throw new Error('refused');
    return ((performance.now() - start) * 1000) / CALLS;
  });
  console.log(`permits, ${what}: ${Math.min(...rounds).toFixed(2)} µs`);
}
