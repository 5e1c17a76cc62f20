import type { ClusterState } from '../cluster-state.ts';
import type { Kind } from '../kinds/kind.ts';
import { publishedSchema } from './custom-kind.ts';
import type { Definition } from './definition.ts';

/** The OpenAPI v3 document of one group and version of custom resources. */
export function customDocument(state: ClusterState, kinds: readonly Kind[]): object {
  const schemas: Record<string, unknown> = {};
  const paths: Record<string, unknown> = {};
  for (const kind of kinds) {
    const definition = state.store.get('apiextensions.k8s.io/customresourcedefinitions', kind.custom!.definition)
      ?.object as Definition | undefined;
    const version = definition?.spec.versions.find((each) => each.name === kind.version);
    if (version === undefined) continue;
    const name = `${kind.group.split('.').reverse().join('.')}.${kind.version}.${kind.kind}`;
    const gvk = { group: kind.group, version: kind.version, kind: kind.kind };
    schemas[name] = {
      ...publishedSchema(version.schema?.openAPIV3Schema ?? {}),
      'x-kubernetes-group-version-kind': [gvk],
    };
    const at = `/apis/${kind.apiVersion}/${kind.namespaced ? 'namespaces/{namespace}/' : ''}${kind.plural}`;
    const operation = (action: string) => ({
      'x-kubernetes-action': action,
      'x-kubernetes-group-version-kind': gvk,
      parameters: ['dryRun', 'fieldManager', 'fieldValidation', ...(action === 'patch' ? ['force'] : [])].map(
        (parameter) => ({
          name: parameter,
          in: 'query',
          schema: { type: parameter === 'force' ? 'boolean' : 'string', uniqueItems: true },
        }),
      ),
      responses: { 200: { description: 'OK' } },
    });
    paths[at] = { get: { ...operation('list'), parameters: [] }, post: operation('post') };
    paths[`${at}/{name}`] = {
      get: { ...operation('get'), parameters: [] },
      put: operation('put'),
      patch: operation('patch'),
      delete: operation('delete'),
    };
  }
  const meta = new Map<string, unknown>();
  collect(state, 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta', meta);
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes CRD Swagger', version: 'v0.1.0' },
    paths,
    components: { schemas: { ...schemas, ...Object.fromEntries(meta) } },
  };
}

/** A type and all types that it refers to. */
function collect(state: ClusterState, name: string, into: Map<string, unknown>): void {
  if (into.has(name)) return;
  const schema = state.builtIn.types.get(name);
  if (schema === undefined) return;
  const bare = JSON.stringify(schema, (key, value: unknown) => (key === 'x-zero' ? undefined : value));
  into.set(name, JSON.parse(bare));
  for (const match of bare.matchAll(/#\/components\/schemas\/([^"]+)/g)) collect(state, match[1]!, into);
}
