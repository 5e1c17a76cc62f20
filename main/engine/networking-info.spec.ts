import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../model/index.ts';
import { networkingInfoOf } from './networking-info.ts';

const object = (apiVersion: string, kind: string, rest: object, annotations?: object): KubeObject =>
  ({ apiVersion, kind, metadata: { name: 'web', namespace: 'shop', annotations }, ...rest }) as unknown as KubeObject;
const SERVICE = { group: '', kind: 'Service', namespace: 'shop', name: 'web' };
const path = (text: string, name = 'web') => ({ path: text, backend: { service: { name } } });

function ingress(spec: object, status: object = {}, annotations?: object) {
  return networkingInfoOf(object('networking.k8s.io/v1', 'Ingress', { spec, status }, annotations));
}
const urls = (...args: Parameters<typeof ingress>) => ingress(...args)?.externalUrls?.map(({ url }) => url);

describe('where traffic goes', () => {
  it('by the selector of a Service, and the labels of a Pod', () => {
    expect(
      networkingInfoOf(
        object('v1', 'Service', {
          spec: { selector: { app: 'web' } },
          status: { loadBalancer: { ingress: [{ ip: '192.0.2.1' }, { hostname: 'lb.example.com' }] } },
        }),
      ),
    ).toEqual({ targetLabels: { app: 'web' }, ingress: ['192.0.2.1', 'lb.example.com'] });
    const pod = object('v1', 'Pod', {});
    expect(networkingInfoOf({ ...pod, metadata: { ...pod.metadata, labels: { app: 'web' } } })).toEqual({
      labels: { app: 'web' },
    });
    expect(networkingInfoOf(object('v1', 'Service', { spec: { selector: {} } }))).toBeUndefined();
  });

  it('by the workloads that an Istio service entry selects', () => {
    const entry = (spec: object) => networkingInfoOf(object('networking.istio.io/v1', 'ServiceEntry', { spec }));
    expect(entry({ workloadSelector: { labels: { app: 'web' } } })).toEqual({ targetLabels: { app: 'web' } });
    expect(entry({ hosts: ['api.example.com'] })).toBeUndefined();
  });

  it('by the backends of an Ingress, each once', () => {
    expect(
      ingress({
        defaultBackend: { service: { name: 'web' } },
        rules: [{ http: { paths: [path('/'), path('/x'), { backend: { resource: {} } }] } }],
      })?.targetRefs,
    ).toEqual([SERVICE]);
  });

  it('by what a route and an Istio service name, and the gateways that they name', () => {
    expect(
      networkingInfoOf(
        object('gateway.networking.k8s.io/v1', 'HTTPRoute', {
          spec: {
            parentRefs: [{ name: 'gw', namespace: 'net' }],
            rules: [{ backendRefs: [{ name: 'web' }, { kind: 'Other', name: 'x' }] }],
          },
        }),
      ),
    ).toEqual({
      targetRefs: [SERVICE],
      sourceRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace: 'net', name: 'gw' }],
    });
    expect(
      networkingInfoOf(
        object('networking.istio.io/v1', 'VirtualService', {
          spec: {
            gateways: ['mesh', 'net/gw'],
            http: [
              { route: [{ destination: { host: 'web' } }, { destination: { host: 'web.far.svc.cluster.local' } }] },
            ],
          },
        }),
      ),
    ).toEqual({
      targetRefs: [SERVICE, { ...SERVICE, namespace: 'far' }],
      sourceRefs: [{ group: 'networking.istio.io', kind: 'Gateway', namespace: 'net', name: 'gw' }],
    });
  });
});

describe('addresses that people can open', () => {
  it('are https for every host as soon as one certificate is named', () => {
    const rules = [{ host: 'a.example.com', http: { paths: [path('/shop*')] } }, { host: 'b.example.com' }];
    expect(urls({ rules })).toEqual(['http://a.example.com/shop', 'http://b.example.com']);
    expect(urls({ rules, tls: [{ secretName: 'cert' }] })).toEqual([
      'https://a.example.com/shop',
      'https://b.example.com',
    ]);
  });

  it('have the first balancer for a rule without a host, and are none without one', () => {
    const rules = [{ http: { paths: [path('/')] } }];
    expect(urls({ rules })).toBeUndefined();
    expect(urls({ rules }, { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } })).toEqual(['http://192.0.2.1/']);
  });

  it('come from links of any object, with their titles, before those that are made', () => {
    const rules = [{ host: 'a.example.com' }];
    const links = {
      'link.argocd.argoproj.io/one': 'Docs|https://docs.example.com/',
      'link.argocd.argoproj.io/two': 'https://plain.example.com/',
      'link.argocd.argoproj.io/bad': 'javascript:alert(1)',
      'link.argocd.argoproj.io/worse': 'Click|data:text/html,x',
    };
    expect(ingress({ rules }, {}, links)?.externalUrls).toEqual([
      { title: 'Docs', url: 'https://docs.example.com/' },
      { title: '', url: 'https://plain.example.com/' },
      { title: '', url: 'http://a.example.com' },
    ]);
    const without = (text: string) => urls({ rules }, {}, { 'argocd.argoproj.io/ignore-default-links': text });
    for (const yes of ['true', 'True', 't', '1']) expect(without(yes), yes).toBeUndefined();
    for (const no of ['false', 'yes', '']) expect(without(no), no).not.toBeUndefined();
  });

  it('bears any shape of object, and gives little for much', () => {
    const kinds = [
      'v1 Service',
      'networking.k8s.io/v1 Ingress',
      'gateway.networking.k8s.io/v1 HTTPRoute',
      'networking.istio.io/v1 VirtualService',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.jsonValue(), fc.jsonValue(), (both, spec, status) => {
        const [apiVersion = '', kind = ''] = both.split(' ');
        networkingInfoOf(object(apiVersion, kind, { spec, status }));
      }),
    );
    const many = Array.from({ length: 10_000 }, (_, n) => ({
      host: `h${n}.example.com`,
      http: { paths: [path('/', `s${n}`)] },
    }));
    const info = ingress({ rules: many });
    expect(info?.externalUrls).toHaveLength(32);
    expect(info?.targetRefs?.length).toBeLessThanOrEqual(256);
  });
});
