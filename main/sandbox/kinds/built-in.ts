import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { KubeObject } from '../../model/index.ts';
import { formatApiVersion } from '../../model/index.ts';
import { badRequest } from '../api/status-error.ts';
import { atomsOf } from '../merge/atom.ts';
import { readTypes, type Types, zeroValue } from '../schemas.ts';
import { Canonicalizer, DecodeError } from './canonical.ts';
import { conversionOf } from './conversion.ts';
import { applyDefaults } from './defaults.ts';
import type { ColumnDefinition, Decoded, Kind } from './kind.ts';

export interface DiscoveredGroup {
  readonly metadata: { readonly name?: string; readonly creationTimestamp?: null };
  readonly versions: readonly {
    readonly version: string;
    readonly freshness?: string;
    readonly resources: readonly DiscoveredResource[];
  }[];
}

export interface DiscoveredResource {
  readonly resource: string;
  readonly responseKind: { readonly group: string; readonly version: string; readonly kind: string };
  readonly scope: 'Namespaced' | 'Cluster';
  readonly singularResource: string;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly subresources?: readonly {
    readonly subresource: string;
    readonly responseKind?: { group: string; version: string; kind: string };
    readonly verbs: readonly string[];
  }[];
}

/** What both clusters share: read once, never changed. */
export interface BuiltIn {
  readonly types: Types;
  readonly atoms: ReturnType<typeof atomsOf>;
  readonly canonicalizer: Canonicalizer;
  readonly groups: readonly DiscoveredGroup[];
  readonly kinds: readonly Kind[];
  readonly assets: string;
}

export function readBuiltIn(assets: string): BuiltIn {
  const types = readTypes(assets);
  const atoms = atomsOf(types);
  const canonicalizer = new Canonicalizer(types);
  const { groups, columns } = JSON.parse(readFileSync(path.join(assets, 'kubernetes/kinds.json'), 'utf8')) as {
    groups: DiscoveredGroup[];
    columns: Record<string, ColumnDefinition[]>;
  };
  const typeOf = new Map<string, string>();
  for (const [name, schema] of types) {
    const gvks = schema['x-kubernetes-group-version-kind'] as
      | { group: string; version: string; kind: string }[]
      | undefined;
    if (gvks?.length === 1) typeOf.set(`${gvks[0]!.group}/${gvks[0]!.version}/${gvks[0]!.kind}`, name);
  }
  const kinds: Kind[] = [];
  for (const group of groups) {
    const groupName = group.metadata.name ?? '';
    for (const { version, resources } of group.versions) {
      for (const resource of resources) {
        const { kind } = resource.responseKind;
        const type = typeOf.get(`${groupName}/${version}/${kind}`)!;
        const apiVersion = formatApiVersion(groupName, version);
        const subresources = new Map(
          (resource.subresources ?? []).map((sub) => [
            sub.subresource,
            {
              kind: sub.responseKind?.kind ?? kind,
              group: sub.responseKind?.group || groupName,
              version: sub.responseKind?.version || version,
              verbs: sub.verbs,
            },
          ]),
        );
        kinds.push({
          group: groupName,
          version,
          apiVersion,
          kind,
          plural: resource.resource,
          singular: resource.singularResource,
          shortNames: resource.shortNames ?? [],
          categories: resource.categories ?? [],
          namespaced: resource.scope === 'Namespaced',
          verbs: resource.verbs,
          subresources,
          // One store for the two groups that serve events.
          storage: `${groupName === 'events.k8s.io' ? '' : groupName}/${resource.resource}`,
          atom: atoms(type)!,
          empty: Object.freeze({ ...zeroValue(types, type), apiVersion, kind }) as unknown as KubeObject,
          columns: columns[`${apiVersion}/${resource.resource}`] ?? [],
          decode: (object) => decode(canonicalizer, type, groupName, apiVersion, kind, object),
          hasStatus: subresources.has('status'),
          custom: undefined,
          conversion: conversionOf(apiVersion, kind),
          schema: types.get(type),
        });
      }
    }
  }
  return { types, atoms, canonicalizer, groups, kinds, assets };
}

function decode(
  canonicalizer: Canonicalizer,
  type: string,
  group: string,
  apiVersion: string,
  kind: string,
  object: Readonly<Record<string, unknown>>,
): Decoded {
  try {
    const { value, unknown } = canonicalizer.canonical(type, object);
    value['apiVersion'] = apiVersion;
    value['kind'] = kind;
    const decoded = value as unknown as KubeObject;
    applyDefaults(group, decoded);
    return { object: decoded, unknown };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
    throw badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${error.message}`);
  }
}
