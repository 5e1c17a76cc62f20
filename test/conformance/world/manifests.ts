import { stringify } from 'yaml';

/** Manifests as texts, small enough to read at a glance. */

type Annotations = Readonly<Record<string, string>>;

export function yaml(...objects: readonly unknown[]): string {
  return objects.map((object) => stringify(object)).join('---\n');
}

export function configMap(name: string, data: Readonly<Record<string, string>>, annotations?: Annotations) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...(annotations && { annotations }) }, data };
}

export function deployment(
  name: string,
  { replicas = 1, annotations, pod }: { replicas?: number; annotations?: Annotations; pod?: Annotations } = {},
) {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, ...(annotations && { annotations }) },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name }, ...(pod && { annotations: pod }) },
        spec: { containers: [{ name: 'main', image: 'example.invalid/web:1' }] },
      },
    },
  };
}

export function job(name: string, annotations: Annotations, pod?: Annotations) {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { ...(name.endsWith('-') ? { generateName: name } : { name }), annotations },
    spec: {
      backoffLimit: 0,
      template: {
        ...(pod && { metadata: { annotations: pod } }),
        spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'example.invalid/job:1' }] },
      },
    },
  };
}

export const ARGO = 'argocd.argoproj.io';
export const wave = (n: number): Annotations => ({ [`${ARGO}/sync-wave`]: String(n) });
export const options = (text: string): Annotations => ({ [`${ARGO}/sync-options`]: text });
export const hook = (type: string, policy?: string): Annotations => ({
  [`${ARGO}/hook`]: type,
  ...(policy && { [`${ARGO}/hook-delete-policy`]: policy }),
});
