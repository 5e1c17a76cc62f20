import { yamlOf } from '../../manifest/index.ts';

/** What a new application begins as; the address may say more: `?repo=…&path=…&cluster=…`. */
export function startingText(given: URLSearchParams): string {
  const of = (name: string): string => given.get(name) ?? '';
  const cluster = of('cluster');
  const namespace = of('namespace');
  return yamlOf({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: of('name') },
    spec: {
      project: of('project') || 'default',
      source: {
        repoURL: of('repo'),
        path: of('path'),
        ...(of('revision') === '' ? {} : { targetRevision: of('revision') }),
      },
      destination: {
        ...(/^https?:\/\//.test(cluster) ? { server: cluster } : { name: cluster }),
        ...(namespace === '' ? {} : { namespace }),
      },
    },
  });
}
