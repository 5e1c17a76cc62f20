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
      node('ReplicaSet', `${name}-old`, { parents: [`Deployment/${name}`], sync: undefined, idle: true }),
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
