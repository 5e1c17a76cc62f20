import type { SourceNode } from '../arrange.ts';

/** A source node in one line: `node('Pod', 'web-1', { parents: ['Deployment/web'] })`; its key is `kind/name`. */
export function node(kind: string, name: string, more: Partial<SourceNode> = {}): SourceNode {
  return {
    ref: { group: '', kind, namespace: 'shop', name },
    key: `${kind}/${name}`,
    parents: [],
    sync: 'Synced',
    health: 'Healthy',
    ...more,
  };
}

export const ROOT = node('Application', 'checkout', { health: undefined });

/** An application of about `count` resources: workloads with replica sets and Pods, settings between them, a few that fail. */
export function generatedTree(count: number): SourceNode[] {
  const sources: SourceNode[] = [];
  for (let i = 0; sources.length < count; i++) {
    const name = `web-${i}`;
    sources.push(
      node('Deployment', name, { fact: '5/5 ready', order: i % 3 }),
      node('ReplicaSet', `${name}-old`, { parents: [`Deployment/${name}`], sync: undefined, minor: true }),
      node('ReplicaSet', `${name}-new`, { parents: [`Deployment/${name}`], sync: undefined, fact: 'revision 2' }),
      node('Service', name, { routes: [`Pod/${name}-0`, `Pod/${name}-1`] }),
      node('ConfigMap', name, { sync: i % 50 === 7 ? 'OutOfSync' : 'Synced', order: -1 }),
    );
    for (let pod = 0; pod < 5; pod++) {
      const failing = i % 40 === 3 && pod === 0;
      sources.push(
        node('Pod', `${name}-${pod}`, {
          parents: [`ReplicaSet/${name}-new`],
          sync: undefined,
          health: failing ? 'Degraded' : 'Healthy',
          fact: failing ? 'CrashLoopBackOff' : 'Running',
        }),
      );
    }
  }
  return sources.slice(0, count);
}

/** The picture of the design: what `checkout` looks like with one Pod of thirteen failing. */
export function mockTree(): SourceNode[] {
  const apps = (kind: string, name: string, more: Partial<SourceNode> = {}): SourceNode => ({
    ...node(kind, name, more),
    ref: { group: 'apps', kind, namespace: 'shop', name },
  });
  return [
    node('ConfigMap', 'checkout-settings', { order: -1, fact: 'wave −1' }),
    apps('Deployment', 'web', { sync: 'OutOfSync', fact: '5/5 ready' }),
    apps('ReplicaSet', 'web-7c9f4d', { parents: ['Deployment/web'], sync: undefined, fact: 'revision 12' }),
    apps('ReplicaSet', 'web-6b8d', { parents: ['Deployment/web'], sync: undefined, minor: true }),
    ...Array.from({ length: 13 }, (_, i) =>
      node('Pod', `web-7c9f4d-${i}`, {
        parents: ['ReplicaSet/web-7c9f4d'],
        sync: undefined,
        health: i === 4 ? 'Degraded' : 'Healthy',
        fact: i === 4 ? 'CrashLoopBackOff · 7 restarts' : 'Running',
        message: i === 4 ? 'back-off 5m0s restarting failed container' : '',
      }),
    ),
    node('Service', 'web', { routes: Array.from({ length: 13 }, (_, i) => `Pod/web-7c9f4d-${i}`) }),
    node('Ingress', 'web', { routes: ['Service/web'], health: 'Progressing' }),
    apps('Deployment', 'worker', { health: 'Progressing', fact: '8/8 ready' }),
    apps('ReplicaSet', 'worker-5b6d8', {
      parents: ['Deployment/worker'],
      sync: undefined,
      health: 'Progressing',
      fact: 'revision 31',
    }),
    node('Secret', 'not-yet', { health: 'Missing', sync: 'OutOfSync' }),
    node('Job', 'paused', { health: 'Suspended' }),
  ];
}

/** Names and owners as nobody should choose them. */
export function hostileTree(): SourceNode[] {
  return [
    node('Pod', '<img src=x onerror="document.title=1">'),
    node('Pod', '</script><script>document.title=1</script>', { fact: 'javascript:alert(1)' }),
    node('Pod', 'n'.repeat(1_000), { message: 'm'.repeat(100_000) }),
    node('ConfigMap', '\u202Egnp.exe', { fact: '\u001b[31mred\u0007' }),
    node('ConfigMap', `${'\u0300'.repeat(40)}zalgo`),
    node('<b>Kind</b>'.repeat(20), 'kind'),
    node('A', 'circle-a', { parents: ['B/circle-b'] }),
    node('B', 'circle-b', { parents: ['A/circle-a'], health: 'Degraded' }),
    node('Secret', 'twice'),
    node('Secret', 'twice'),
    node('Pod', 'orphan', { parents: ['gone'] }),
    node('Service', '"] , * {}', { routes: ['Secret/twice'] }),
    ...Array.from({ length: 40 }, (_, i) =>
      node('Deep', `deep-${i}`, { parents: i === 0 ? [] : [`Deep/deep-${i - 1}`] }),
    ),
  ];
}

/** Applications of applications: a parent, and children in waves. */
export function waves(count: number): SourceNode[] {
  const apps: SourceNode[] = [node('Application', 'apps', { level: 0 })];
  for (let i = 1; i < count; i++) {
    const parent = i % 7 === 0 ? i - 1 : 0;
    const name = parent === 0 ? 'apps' : `app-${parent}`;
    apps.push(
      node('Application', `app-${i}`, {
        parents: [`Application/${name}`],
        level: parent === 0 ? 1 : 2,
        step: (i % 3) - 1,
        family: `wave ${(i % 3) - 1}`,
        health: i % 40 === 5 ? 'Degraded' : 'Healthy',
        sync: i % 11 === 0 ? 'OutOfSync' : 'Synced',
      }),
    );
  }
  return apps;
}
