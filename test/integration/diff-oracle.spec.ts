/**
 * Tier 1 against the API server's own dry run: random manifests of many kinds, edited by others, compared in process and by a real
 * kube-apiserver. ARGOSY_ORACLE_ROUNDS and ARGOSY_ORACLE_SEED make it search longer.
 */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Cluster, createCluster, type SchemaNode } from '../../main/cluster/index.ts';
import { takeOverFields } from '../../main/diff/index.ts';
import { build, type KindChoices } from '../../main/diff/testing/choices.ts';
import { KINDS, WIDGETS } from '../../main/diff/testing/kinds.ts';
import {
  changed,
  edit,
  type Judgement,
  judge,
  judgeMerge,
  type Round,
  rounds,
} from '../../main/diff/testing/oracle.ts';
import { createEngines, type OpenApiDocuments } from '../../main/engines/index.ts';
import { contentHash, type KubeObject, LAST_APPLIED, parseApiVersion } from '../../main/model/index.ts';
import { silentLogger, systemClock } from '../../main/runtime/index.ts';
import { startTestCluster, type TestCluster } from '../cluster/index.ts';

const ROUNDS = Number(process.env['ARGOSY_ORACLE_ROUNDS'] ?? 15);
const SEED = Number(process.env['ARGOSY_ORACLE_SEED'] ?? 20_260_101);

interface Answer {
  readonly code: number;
  readonly body: KubeObject & { readonly message?: string };
}

interface Kubeconfig {
  readonly clusters: readonly [{ readonly cluster: { server: string; 'certificate-authority-data': string } }];
  readonly users: readonly [{ readonly user: { token: string } }];
}

let directory: string;
let cluster: TestCluster;
let agent: Agent;
let token: string;
let reader: Cluster;
const engines = createEngines();
const namespace = `oracle-${process.pid}`;

async function call(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  url: string,
  body?: unknown,
  type = 'json',
): Promise<Answer> {
  const answer = await request(cluster.server + url, {
    method,
    dispatcher: agent,
    headers: { authorization: `Bearer ${token}`, 'content-type': `application/${type}` },
    body: body === undefined ? null : JSON.stringify(body),
  });
  return { code: answer.statusCode, body: (await answer.body.json()) as Answer['body'] };
}

function collection(choices: KindChoices): string {
  const { group } = parseApiVersion(choices.apiVersion);
  const root = group === '' ? '/api/v1' : `/apis/${choices.apiVersion}`;
  return `${root}${choices.namespaced ? `/namespaces/${namespace}` : ''}/${choices.plural}`;
}

/**
 * Differences that only the server can see through, each with its reason; tier 2 settles them with one dry run.
 * Everything else that tier 1 reports must be a difference.
 */
const KNOWN_NOISE: readonly RegExp[] = [
  /imagePullPolicy: "(IfNotPresent|Always)" → absent$/, // depends on the image's tag
  /^spec\.policyTypes: \["Ingress"\] → absent$/, // depends on what else the policy declares
  /^spec\.ipFamilyPolicy: "SingleStack" → absent$/, // depends on the cluster's networks
  /^spec\.names\.(singular|listKind): .* → absent$/, // made from the kind
];

const TAKEN = new Set(['ConfigMap', 'Deployment', 'Service', 'Ingress', 'Widget']);

const APPLY = 'force=true&fieldValidation=Ignore';

interface Published {
  readonly schema: SchemaNode;
  readonly openapi: OpenApiDocuments;
}

type Faults = Judgement & { readonly unlikeMerge: readonly string[] };

/** Undefined when the API server refuses one of the objects, as it does with some random combinations. */
async function play(choices: KindChoices, round: Round, n: number, published: Published): Promise<Faults | undefined> {
  const name =
    choices.kind === 'CustomResourceDefinition' ? `kind${n}s.oracle.example.com` : `${choices.kind.toLowerCase()}-${n}`;
  const named = (choice: Round['first'], order?: readonly number[]) => {
    const object = JSON.stringify(build(choices, choice, name, namespace, order));
    return JSON.parse(
      object.replaceAll('NAME', `kind${n}s`).replaceAll('SINGULAR', `kind${n}`).replaceAll('KIND', `Kind${n}`),
    ) as KubeObject;
  };
  const url = `${collection(choices)}/${name}`;
  const apply = (object: unknown, manager: string, dry = '') =>
    call('PATCH', `${url}?fieldManager=${manager}&${APPLY}${dry}`, object, 'apply-patch+yaml');

  const applied = await apply(named(round.first), 'argosy');
  if (applied.code >= 400) return undefined;
  if (round.others === 'apply') {
    const object = { apiVersion: choices.apiVersion, kind: choices.kind, metadata: { name } };
    edit(object, choices, round.edits);
    await apply(object, 'other');
  } else if (round.others === 'update') {
    const object = structuredClone(applied.body) as unknown as Record<string, unknown>;
    delete (object['metadata'] as Record<string, unknown>)['resourceVersion'];
    edit(object, choices, round.edits);
    await call('PUT', `${url}?fieldManager=kubectl-edit`, object);
  }
  const desired = named(changed(round.first, round.changes), round.shuffled ? round.order : undefined);
  // Controllers write as well: the answer counts when live is the same before and after it.
  for (;;) {
    const live = await call('GET', url);
    const answer = await apply(desired, 'argosy', '&dryRun=All');
    if (answer.code >= 400) return undefined;
    const after = await call('GET', url);
    if (live.body.metadata.resourceVersion !== after.body.metadata.resourceVersion) continue;
    const merged = await engines.apply({
      openapi: published.openapi,
      live: live.body,
      applied: desired,
      manager: 'argosy',
      force: true,
    });
    return {
      ...judge(desired, live.body, answer.body, published.schema),
      unlikeMerge: judgeMerge(desired, live.body, merged.object as unknown as KubeObject, published.schema),
    };
  }
}

async function publishedOf(choices: KindChoices): Promise<Published> {
  const { group, version } = parseApiVersion(choices.apiVersion);
  const url = `/openapi/v3/${group === '' ? 'api/v1' : `apis/${choices.apiVersion}`}`;
  // A new CRD's schema is published a moment after the CRD is established.
  for (let tries = 0; tries < 600; tries++) {
    const text = JSON.stringify((await call('GET', url)).body);
    const schema = text.includes(`"kind":"${choices.kind}"`)
      ? await reader.schemaOf({ group, version, kind: choices.kind })
      : undefined;
    if (schema !== undefined)
      return { schema, openapi: { hash: contentHash(text), documents: { 'openapi.json': text } } };
  }
  throw new Error(`the API server publishes no schema of ${choices.kind}`);
}

beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'argosy-oracle-'));
  cluster = await startTestCluster({ dir: directory });
  const config = parse(readFileSync(cluster.kubeconfigPath, 'utf8')) as Kubeconfig;
  token = config.users[0].user.token;
  agent = new Agent({
    connect: { ca: Buffer.from(config.clusters[0].cluster['certificate-authority-data'], 'base64') },
  });
  reader = createCluster({
    name: 'oracle',
    kubeconfig: { kind: 'files', paths: [cluster.kubeconfigPath] },
    clock: systemClock,
    logger: silentLogger,
  });
  await call('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  await call('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', WIDGETS);
}, 600_000);

afterAll(async () => {
  for (const choices of KINDS) {
    const { body } = await call('GET', collection(choices));
    for (const item of (body as unknown as { items?: readonly KubeObject[] }).items ?? []) {
      if (!choices.namespaced && !item.metadata.name?.endsWith('.oracle.example.com')) continue;
      const url = `${collection(choices)}/${item.metadata.name}`;
      await call('PATCH', url, { metadata: { finalizers: null } }, 'merge-patch+json');
      await call('DELETE', url);
    }
  }
  await call('DELETE', `/api/v1/namespaces/${namespace}`);
  await reader.close();
  await engines.close();
  await agent.close();
  await cluster.stop();
  rmSync(directory, { recursive: true, force: true });
}, 600_000);

/** The same for an object of `kubectl apply`: what it declared is taken over first, as our first sync would do it. */
async function playTakeOver(choices: KindChoices, round: Round, n: number, { schema }: Published) {
  const name = `taken-${choices.kind.toLowerCase()}-${n}`;
  const named = (choice: Round['first']) =>
    JSON.parse(JSON.stringify(build(choices, choice, name, namespace))) as KubeObject;
  const url = `${collection(choices)}/${name}`;
  const first = named(round.first);
  const annotations = { ...first.metadata.annotations, [LAST_APPLIED]: JSON.stringify(first) };
  const created = await call('POST', `${collection(choices)}?fieldManager=kubectl-client-side-apply`, {
    ...first,
    metadata: { ...first.metadata, annotations },
  });
  if (created.code >= 400) return undefined;
  const desired = named(changed(round.first, round.changes));
  const before = created.body.metadata.managedFields!;
  const managedFields = takeOverFields(created.body, 'argosy', schema);
  expect((await call('PATCH', url, { metadata: { managedFields } }, 'merge-patch+json')).code).toBe(200);
  for (;;) {
    const live = await call('GET', url);
    const answer = await call('PATCH', `${url}?fieldManager=argosy&${APPLY}&dryRun=All`, desired, 'apply-patch+yaml');
    if (answer.code >= 400) return undefined;
    const after = await call('GET', url);
    if (live.body.metadata.resourceVersion !== after.body.metadata.resourceVersion) continue;
    const untouched = { ...live.body, metadata: { ...live.body.metadata, managedFields: before } };
    return judge(desired, untouched, answer.body, schema, live.body);
  }
}

describe('tier 1 and the API server', () => {
  it.each(KINDS.filter(({ kind }) => TAKEN.has(kind)).map((choices) => [choices.kind, choices] as const))(
    'agree on a taken over %s',
    async (_kind, choices) => {
      const published = await publishedOf(choices);
      const lies: string[] = [];
      const noise: string[] = [];
      let n = 0;
      for (const round of rounds(choices, ROUNDS, SEED + 1)) {
        n++;
        const judgement = await playTakeOver(choices, round, n, published);
        lies.push(...(judgement?.lies ?? []).map((text) => `${n}: ${text}`));
        noise.push(
          ...(judgement?.noise ?? [])
            .filter((text) => !KNOWN_NOISE.some((known) => known.test(text)))
            .map((text) => `${n}: ${text}`),
        );
      }
      expect(lies).toEqual([]);
      expect(noise).toEqual([]);
    },
    600_000,
  );

  it.each(KINDS.map((choices) => [choices.kind, choices] as const))(
    'agree on %s',
    async (_kind, choices) => {
      const published = await publishedOf(choices);
      let played = 0;
      const found: Record<keyof Faults, string[]> = {
        lies: [],
        noise: [],
        hidden: [],
        mispredicted: [],
        unlikeMerge: [],
      };
      let n = 0;
      for (const round of rounds(choices, ROUNDS, SEED)) {
        n++;
        const judgement = await play(choices, round, n, published);
        if (judgement === undefined) continue;
        played++;
        for (const what of ['lies', 'noise', 'hidden', 'mispredicted', 'unlikeMerge'] as const) {
          if (what === 'noise' && judgement.noise.every((text) => KNOWN_NOISE.some((known) => known.test(text))))
            continue;
          found[what].push(...judgement[what].map((text) => `${n} (${round.others}): ${text}`));
        }
      }
      if (process.env['ARGOSY_ORACLE_VERBOSE']) console.log(choices.kind, played, JSON.stringify(found, null, 1));
      expect(played).toBeGreaterThan(ROUNDS / 3);
      expect(found.lies).toEqual([]);
      expect(found.noise).toEqual([]);
      expect(found.hidden.filter((text) => !text.endsWith(': absent → []'))).toEqual([]);
      expect(found.unlikeMerge).toEqual([]);
    },
    600_000,
  );
});
