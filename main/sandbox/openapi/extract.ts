/**
 * Run by hand: takes from a real API server, and from the Go sources that it was built of, what the sandbox serves as data:
 *
 *     node main/sandbox/openapi/extract.ts KUBECONFIG GO_MODULE_CACHE VERSION      (VERSION of k8s.io/api, as v0.36.3)
 *
 * Writes assets/sandbox/kubernetes: kinds.json (discovery and table columns), schemas.json.zst (all types without their
 * descriptions, with the facts of Go's JSON that OpenAPI does not tell), protobuf.json.zst (field numbers) and openapi/*.zst (the documents, for clients).
 */

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import path from 'node:path';
import { constants, zstdCompressSync } from 'node:zlib';

const GROUPS = [
  '',
  'apps',
  'batch',
  'networking.k8s.io',
  'rbac.authorization.k8s.io',
  'policy',
  'autoscaling',
  'storage.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'apiextensions.k8s.io',
  'events.k8s.io',
  'scheduling.k8s.io',
  'admissionregistration.k8s.io',
  'authorization.k8s.io',
  'authentication.k8s.io',
  'node.k8s.io',
];

/** Kept out: what needs a machine, an extension server or a second version of a stored kind. */
const LEFT_OUT = new Set([
  'v1/bindings',
  'v1/componentstatuses',
  'authentication.k8s.io/v1/tokenreviews',
  'storage.k8s.io/v1/csidrivers',
  'storage.k8s.io/v1/csinodes',
  'storage.k8s.io/v1/csistoragecapacities',
  'storage.k8s.io/v1/volumeattachments',
  'networking.k8s.io/v1/ipaddresses',
  'networking.k8s.io/v1/servicecidrs',
]);
const LEFT_OUT_SUBRESOURCES = new Set(['attach', 'exec', 'portforward', 'proxy', 'ephemeralcontainers', 'resize']);

type Json = Record<string, unknown>;

const [kubeconfig, modules, version] = process.argv.slice(2);
if (kubeconfig === undefined || modules === undefined || version === undefined) {
  throw new Error('usage: extract.ts KUBECONFIG GO_MODULE_CACHE VERSION');
}
const assets = path.join(import.meta.dirname, '../../../assets/sandbox/kubernetes');
const config = readFileSync(kubeconfig, 'utf8');
const field = (name: string) => new RegExp(`${name}: (\\S+)`).exec(config)![1]!;
const server = field('server');
const ca = Buffer.from(field('certificate-authority-data'), 'base64');
const token = field('token');

async function get(url: string, accept = 'application/json'): Promise<Json> {
  return JSON.parse((await getBytes(url, accept)).toString('utf8')) as Json;
}

function getBytes(url: string, accept: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    request(server + url, { ca, headers: { accept, authorization: `Bearer ${token}` } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        if (response.statusCode === 200) resolve(bytes);
        else reject(new Error(`${url}: ${response.statusCode} ${bytes.toString('utf8').slice(0, 200)}`));
      });
    })
      .on('error', reject)
      .end();
  });
}

interface DiscoveredResource {
  resource: string;
  scope: string;
  verbs: string[];
  subresources?: { subresource: string }[];
}
interface DiscoveredGroup {
  metadata: { name?: string };
  versions: { version: string; resources: DiscoveredResource[] }[];
}

const AGGREGATED = 'application/json;v=v2;g=apidiscovery.k8s.io;as=APIGroupDiscoveryList';
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';

const found = [
  ...((await get('/api', AGGREGATED)).items as DiscoveredGroup[]),
  ...((await get('/apis', AGGREGATED)).items as DiscoveredGroup[]),
];
const groups: DiscoveredGroup[] = [];
const columns: Record<string, unknown> = {};
const documents: { name: string; url: string }[] = [];
for (const group of found) {
  const name = group.metadata.name ?? '';
  if (!GROUPS.includes(name)) continue;
  const versions = [];
  for (const each of group.versions) {
    const groupVersion = name === '' ? each.version : `${name}/${each.version}`;
    if (/alpha|beta/.test(each.version)) continue;
    const resources = each.resources
      .filter((resource) => !LEFT_OUT.has(`${groupVersion}/${resource.resource}`))
      .map((resource) => ({
        ...resource,
        ...(resource.subresources === undefined
          ? {}
          : { subresources: resource.subresources.filter((sub) => !LEFT_OUT_SUBRESOURCES.has(sub.subresource)) }),
      }));
    versions.push({ ...each, resources });
    const prefix = name === '' ? `/api/${each.version}` : `/apis/${groupVersion}`;
    documents.push({ name: prefix.slice(1), url: `/openapi/v3${prefix}` });
    for (const resource of resources) {
      if (!resource.verbs.includes('list')) continue;
      const table = await get(
        `${prefix}/${resource.resource}?limit=1&fieldSelector=metadata.name%3Dnothing-has-this-name`,
        TABLE,
      );
      columns[`${groupVersion}/${resource.resource}`] = table.columnDefinitions;
    }
  }
  groups.push({ ...group, versions });
}

rmSync(assets, { recursive: true, force: true });
mkdirSync(path.join(assets, 'openapi'), { recursive: true });
writeFileSync(path.join(assets, 'kinds.json'), `${JSON.stringify({ groups, columns }, null, 1)}\n`);

const compress = (value: unknown) =>
  zstdCompressSync(Buffer.isBuffer(value) ? value : JSON.stringify(value), {
    params: { [constants.ZSTD_c_compressionLevel]: 19 },
  });

const schemas: Record<string, Json> = {};
for (const { name, url } of documents) {
  const document = await get(url);
  writeFileSync(path.join(assets, 'openapi', `${name.replaceAll('/', '__')}.json.zst`), compress(document));
  Object.assign(schemas, (document.components as { schemas: Record<string, Json> }).schemas);
}
const swagger = await get('/openapi/v2');
const served = new Set(
  groups.flatMap((group) => group.versions.map((each) => prefixOf(group.metadata.name ?? '', each.version))),
);
const paths = Object.entries(swagger.paths as Json).filter(([at]) =>
  [...served].some((prefix) => at.startsWith(`${prefix}/`)),
);
const definitions = Object.entries(swagger.definitions as Json).filter(([at]) => Object.hasOwn(schemas, at));
writeFileSync(
  path.join(assets, 'openapi', 'v2.json.zst'),
  compress({ ...swagger, paths: Object.fromEntries(paths), definitions: Object.fromEntries(definitions) }),
);

// kubectl reads version 2 in this form only; it cannot be cut down without decoding it.
const PROTOBUF_V2 = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';
writeFileSync(path.join(assets, 'openapi', 'v2.pb.zst'), compress(await getBytes('/openapi/v2', PROTOBUF_V2)));

function prefixOf(group: string, apiVersion: string): string {
  return group === '' ? `/api/${apiVersion}` : `/apis/${group}/${apiVersion}`;
}

// What Go's JSON does with a field that has its zero value. OpenAPI does not say it; the sources do.
interface GoField {
  readonly name: string;
  /** `omit`: a type of another package, left out by omitempty unless it is a struct. */
  readonly zero: 'drop' | 'keep' | 'null' | 'empty' | 'omit';
}
const goTypes = new Map<string, { fields: GoField[]; inline: string[] }>();
/** Field numbers of the protobuf form, in which kubectl sends what its typed clients write; a type stands for what it has inline. */
const protobuf: Record<string, Record<string, string | { inline: string }>> = {};
const goScalars = new Map<string, string>();

function readPackage(folder: string, prefix: string): void {
  for (const file of readdirSync(folder)) {
    if (!file.endsWith('.go') || file.endsWith('_test.go') || file.startsWith('zz_') || file.startsWith('generated'))
      continue;
    const text = readFileSync(path.join(folder, file), 'utf8');
    for (const match of text.matchAll(/^type (\w+) (string|int32|int64|bool|\[\]\w+|map\[\w+\]\w+)$/gm)) {
      goScalars.set(`${prefix}.${match[1]}`, match[2]!);
    }
    for (const match of text.matchAll(/^type (\w+) struct \{\n([\s\S]*?)^\}/gm)) {
      const fields: GoField[] = [];
      const inline: string[] = [];
      const numbers: Record<string, string | { inline: string }> = {};
      for (const line of match[2]!.split('\n')) {
        const parts = /^\s+(?:(\w+)\s+)?(\S+)\s+`(?:[^`]*\s)?json:"([^"]*)"[^`]*`/.exec(line);
        if (parts === null) continue;
        const [name, ...options] = parts[3]!.split(',');
        const type = parts[2]!;
        const number = /protobuf:"\w+,(\d+),/.exec(line)?.[1];
        if (options.includes('inline') || name === '') {
          if (type.endsWith('TypeMeta')) continue;
          const full = type.includes('.') ? type : `${prefix}.${type}`;
          inline.push(full);
          if (number !== undefined) numbers[number] = { inline: full };
          continue;
        }
        if (number !== undefined) numbers[number] = name!;
        fields.push({ name: name!, zero: zeroOf(type, prefix, options) });
      }
      goTypes.set(`${prefix}.${match[1]}`, { fields, inline });
      if (Object.keys(numbers).length > 0) protobuf[`${prefix}.${match[1]}`] = numbers;
    }
  }
}

function zeroOf(type: string, prefix: string, options: readonly string[]): GoField['zero'] {
  const omit = options.includes('omitempty') || options.includes('omitzero');
  if (type.startsWith('*')) return omit ? 'keep' : 'null';
  const base = goScalars.get(`${prefix}.${type}`) ?? type;
  if (base.startsWith('[]') || base.startsWith('map[') || base === 'ResourceList' || base === 'v1.ResourceList')
    return omit ? 'drop' : 'null';
  if (/^(string|bool|int|int32|int64|float64|byte)$/.test(base)) return omit ? 'drop' : 'empty';
  if (/(^|\.)(Time|MicroTime)$/.test(base)) return omit && options.includes('omitzero') ? 'drop' : 'null';
  // Named scalars of another package, and structs: a struct is always written, a scalar only when it is not omitted.
  if (options.includes('omitzero')) return 'drop';
  return omit ? 'omit' : 'empty';
}

const PACKAGES: readonly (readonly [string, string])[] = [
  ...readdirSync(path.join(modules, `k8s.io/api@${version}`), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) =>
      readdirSync(path.join(modules, `k8s.io/api@${version}`, entry.name), { withFileTypes: true })
        .filter((inner) => inner.isDirectory() && /^v\d+$/.test(inner.name))
        .map(
          (inner) =>
            [
              path.join(modules, `k8s.io/api@${version}`, entry.name, inner.name),
              `io.k8s.api.${entry.name}.${inner.name}`,
            ] as const,
        ),
    ),
  [path.join(modules, `k8s.io/apimachinery@${version}/pkg/apis/meta/v1`), 'io.k8s.apimachinery.pkg.apis.meta.v1'],
  [
    path.join(modules, `k8s.io/apiextensions-apiserver@${version}/pkg/apis/apiextensions/v1`),
    'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1',
  ],
];
// Twice: named scalars may stand in a file after their first use.
for (const [folder, prefix] of [...PACKAGES, ...PACKAGES]) readPackage(folder, prefix);

function goFields(type: string): GoField[] {
  const known = goTypes.get(type);
  if (known === undefined) return [];
  return [...known.fields, ...known.inline.flatMap(goFields)];
}

for (const [name, schema] of Object.entries(schemas)) {
  delete schema.description;
  const zeros = new Map(goFields(name).map((each) => [each.name, each.zero]));
  for (const [property, value] of Object.entries((schema.properties ?? {}) as Record<string, Json>)) {
    stripDescriptions(value);
    const zero = zeros.get(property);
    if (zero === undefined) continue;
    // A struct is told by its type: only scalars, lists and maps need the word.
    const struct = value.default !== undefined && Array.isArray(value.allOf);
    if (struct && (zero === 'empty' || zero === 'omit')) value['x-zero'] = 'struct';
    else value['x-zero'] = zero === 'omit' ? 'drop' : zero;
  }
}
function stripDescriptions(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const fields = value as Json;
  if (typeof fields.description === 'string') delete fields.description;
  for (const inner of Object.values(fields)) stripDescriptions(inner);
}
writeFileSync(path.join(assets, 'schemas.json.zst'), compress(schemas));
writeFileSync(path.join(assets, 'protobuf.json.zst'), compress(protobuf));
console.log(
  `${groups.length} groups, ${documents.length} documents, ${Object.keys(schemas).length} types, ${goTypes.size} Go types`,
);
