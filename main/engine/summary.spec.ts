import { describe, expect, it } from 'vitest';
import type { LiveResource } from '../cluster/index.ts';
import type { KubeObject } from '../model/index.ts';
import { summaryOf } from './summary.ts';

function row(object: KubeObject, whole = true) {
  const [group = '', version = ''] = object.apiVersion.includes('/')
    ? object.apiVersion.split('/')
    : ['', object.apiVersion];
  const read = { times: 0 };
  const live = {
    whole,
    object: () => {
      if (!whole) throw new Error('not held whole');
      read.times += 1;
      return object;
    },
  } as unknown as LiveResource;
  return { read, ref: { group, version, kind: object.kind, namespace: 'shop', name: 'web' }, live };
}

const deployment = (...images: string[]): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { template: { spec: { containers: images.map((image) => ({ image })) } } },
});
const link = {
  'link.argocd.argoproj.io/docs': 'Runbook|https://docs.example.com/web',
  'link.argocd.argoproj.io/b': 'x:y',
};

describe('summaryOf', () => {
  it('is empty for objects that say nothing, and for what does not live or is not held', () => {
    const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web' } };
    const absent = { ...row(deployment('a')), live: undefined };
    expect(summaryOf([row(config), absent, row(deployment('a'), false)])).toEqual({});
  });

  it('names images and addresses once each, in order, and whether there are applications', () => {
    const ingress = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'web' },
      spec: { tls: [{ secretName: 's' }], rules: [{ host: 'shop.example.com', http: { paths: [{ path: '/*' }] } }] },
    };
    const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web', annotations: link } };
    const child = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata: { name: 'web' } };
    expect(summaryOf([row(deployment('b', 'a')), row(ingress), row(deployment('a')), row(config), row(child)])).toEqual(
      {
        externalURLs: ['Runbook|https://docs.example.com/web', 'https://shop.example.com/'],
        images: ['a', 'b'],
        isAppOfApps: true,
      },
    );
  });

  it('reads an object once, however often it is asked', () => {
    const one = row(deployment('a'));
    summaryOf([one]);
    summaryOf([one]);
    expect(one.read.times).toBe(1);
  });
});
