import { randomUUID } from 'node:crypto';
import {
  type AppKey,
  type Application,
  ArgosyError,
  appKeyOf,
  type Condition,
  type KubeObject,
  keyOfRef,
  maskSecret,
  type ResourceRef,
} from '../model/index.ts';
import { admitted, updated, upserted } from './application-changes.ts';
import { applicationPlan } from './application-plan.ts';
import type { ApplicationsPorts } from './applications-ports.ts';
import { checkSource } from './check-source.ts';
import { type Compared, comparedWith } from './compared.ts';
import { comparedForSync } from './compared-for-sync.ts';
import { createDeletions } from './deletions.ts';
import { diffOf } from './diff-view.ts';
import type { AppLogLine, AppLogRequest, ApplicationPlan, Applications, ResourceDiff } from './engine.ts';
import { boundedEvents, eventsOf } from './events.ts';
import { createGitChanges } from './git-changes.ts';
import { ignorePreview } from './ignore-preview.ts';
import { offerOf } from './offer.ts';
import { followLogs } from './pod-logs.ts';
import { problemsOf } from './problems.ts';
import { reasonsFor } from './reasons.ts';
import { AppRecord, type Destination, type Row } from './record.ts';
import { sourcesOf } from './records.ts';
import { createRollbacks } from './rollback.ts';
import { searchResources } from './search-resources.ts';
import { createSyncs } from './sync-request.ts';
import { timestamp } from './timestamps.ts';
import { buildTree, createTrees } from './tree.ts';

/** What people and screens ask of applications; all decisions are in the rooms below, all work is queued in the loop. */
export function createApplications(ports: ApplicationsPorts): Applications {
  const { records, loop, reconciler, clock } = ports;

  return {
    list: () => [...records.all()].map((record) => record.app),
    get: (key) => records.get(key).app,
    find: (key) => records.find(key as AppKey)?.app,
    fresh: (key) => records.get(key).compared,

    async create(application, { upsert, validate }, signal) {
      const now = timestamp(clock.now());
      const key = appKeyOf(admitted(application, now, ''));
      const existing = records.find(key);
      if (existing) {
        const next = upserted(existing.app, application, upsert);
        if (next === existing.app) return existing.app;
        return replace(existing, next, validate, signal);
      }
      const created = admitted(application, now, randomUUID());
      if (validate) await check(created, signal);
      if (records.find(key)) return this.create(application, { upsert, validate }, signal);
      const record = records.create(created);
      ports.followSources(record);
      loop.refresh(record, 3, 'all');
      return record.app;
    },

    async update(application, { validate }, signal) {
      const record = records.get(appKeyOf(admitted(application, '', '')));
      const next = updated(record.app, application);
      return next === record.app ? record.app : replace(record, next, validate, signal);
    },

    refresh(key, how, signal) {
      const record = records.get(key);
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason as Error);
        signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
        loop.refresh(record, how === 'hard' ? 4 : 3, 'all', { resolve, reject });
      });
    },

    resources: (key) => [...records.get(key).rows.values()],

    async diff(key, request, signal) {
      const record = records.get(key);
      const compared = await comparedWith(ports, record, request, signal ?? NEVER);
      return diffOf(diffedBy(compared), ports.settings(), signal ?? NEVER);
    },

    async objectDiff(key, ref, signal = NEVER) {
      const wanted = keyOfRef(ref);
      const [diff] = await diffWhere(key, (row) => row.key === wanted, signal);
      if (diff) return diff;
      throw new ArgosyError('NotFound', `${ref.kind} ${ref.name} is neither declared nor tracked by the application`, {
        subject: wanted,
      });
    },

    async ignorePreview(key, ref, jsonPointer, signal = NEVER) {
      const ofKind = (row: Row): boolean => row.ref.group === ref.group && row.ref.kind === ref.kind;
      return ignorePreview(ref, jsonPointer, await diffWhere(key, ofKind, signal));
    },

    async manifests(key, request, signal) {
      const record = records.get(key);
      const { target } = await comparedWith(ports, record, request, signal ?? NEVER);
      const masked = { annotations: ports.settings().diff.maskedAnnotations };
      return [...target.desired.values()].map(({ object }) => maskSecret(object, masked));
    },

    async plan(key, operation, signal = NEVER): Promise<ApplicationPlan> {
      const record = records.get(key);
      const sync = operation.sync ?? {};
      return applicationPlan(ports, await comparedForSync(reconciler, record, sync, signal), sync, signal);
    },

    validate: (value) =>
      problemsOf(value, (app) => {
        const grounds = reconciler.grounds(admitted(app, '', ''));
        return grounds.kind === 'invalid' ? grounds.conditions : [];
      }),

    async preview(application, signal = NEVER) {
      const now = timestamp(clock.now());
      const wanted = admitted(application, now, randomUUID());
      const key = appKeyOf(wanted);
      const existing = records.find(key)?.app;
      // A record of its own, which nobody else knows: the application stays as it is.
      const trial = new AppRecord(key, existing === undefined ? wanted : updated(existing, application));
      const compared = await comparedWith(ports, trial, undefined, signal, 'latest');
      const masked = { annotations: ports.settings().diff.maskedAnnotations };
      const children = [...compared.target.desired.values()].filter(
        ({ object }) => object.kind === 'Application' && object.apiVersion.startsWith('argoproj.io/'),
      );
      return {
        ...(await applicationPlan(ports, compared, {}, signal)),
        applications: children.map(({ object }) => maskSecret(object, masked) as unknown as Application),
      };
    },

    reasons(key) {
      const record = records.get(key);
      return reasonsFor({
        app: record.app,
        resources: [...record.rows.values()],
        offer: offerOf(record, reconciler),
        drift: record.drift,
        now: clock.now(),
      });
    },

    async liveResource(key, ref, signal): Promise<KubeObject> {
      const record = records.get(key);
      const { cluster } = destinationOf(record);
      await assertInTree(record, ref);
      const object = await cluster.read(ref, signal);
      if (!object)
        throw new ArgosyError('NotFound', `${ref.kind} ${ref.name} was not found in the cluster`, {
          subject: keyOfRef(ref),
        });
      return maskSecret(object, { annotations: ports.settings().diff.maskedAnnotations });
    },

    async events(key, ref, signal) {
      const record = records.get(key);
      const { cluster } = destinationOf(record);
      if (!ref) {
        const nodes = await buildTree(cluster, record.rows.values(), ports.health, signal ?? NEVER);
        return eventsOf(cluster, nodes, signal);
      }
      await assertInTree(record, ref);
      const live = cluster.live(keyOfRef(ref));
      return live ? boundedEvents(await cluster.events({ uid: live.uid, namespace: ref.namespace }, signal)) : [];
    },

    async commit(key, revision, source, signal) {
      const url = sourcesOf(records.get(key).app)[source]?.repoURL;
      if (url === undefined) {
        throw new ArgosyError('NotFound', `the application has no source ${source}`, { subject: key });
      }
      return ports.repositories.commit(url, revision, signal);
    },

    logs(key: AppKey, request: AppLogRequest, signal: AbortSignal): AsyncIterable<AppLogLine> {
      const record = records.get(key);
      const { cluster } = destinationOf(record);
      return followLogs(cluster, () => buildTree(cluster, record.rows.values(), ports.health, signal), request, signal);
    },

    ...createTrees(ports),
    search: (text, limit, signal = NEVER) => searchResources(records.all(), text, limit, signal),
    ...createSyncs(ports),
    ...createRollbacks(ports),
    ...createDeletions(ports),
    ...createGitChanges(ports),

    onChange: (listener) => records.onChange(listener),
  };

  async function diffWhere(
    key: AppKey,
    wanted: (row: Row) => boolean,
    signal: AbortSignal,
  ): Promise<readonly ResourceDiff[]> {
    const compared = await comparedWith(ports, records.get(key), undefined, signal);
    return diffOf(diffedBy(compared), ports.settings(), signal, wanted);
  }

  function diffedBy(compared: Compared) {
    return { ...compared, cluster: compared.grounds.destination.cluster, jq: ports.reconciler.jq };
  }

  async function replace(
    record: AppRecord,
    next: Application,
    validate: boolean,
    signal: AbortSignal | undefined,
  ): Promise<Application> {
    if (validate) await check(next, signal);
    const merged = { ...record.app, metadata: next.metadata, spec: next.spec };
    records.put(record, merged);
    // A deletion that waits for an approval looks at once.
    if (record.app.metadata.deletionTimestamp !== undefined) loop.delete(record);
    ports.followSources(record);
    loop.refresh(record, 3, 'all');
    return record.app;
  }

  /** What `app create` and `app set` validate (reference §1.3, §10.2): the spec, and that its repositories and paths can be read. */
  async function check(app: Application, signal: AbortSignal | undefined): Promise<void> {
    const grounds = reconciler.grounds(app);
    const conditions: Condition[] = grounds.kind === 'invalid' ? [...grounds.conditions] : [];
    if (conditions.length === 0) {
      for (const source of sourcesOf(app)) {
        const condition = await checkSource(ports.repositories, source, signal);
        if (condition) conditions.push(condition);
      }
    }
    if (conditions.length === 0) return;
    throw new ArgosyError(
      'InvalidArgument',
      `application spec for ${app.metadata.name} is invalid: ${conditions.map((c) => `${c.type}: ${c.message}`).join('; ')}`,
      { subject: app.metadata.name, advice: 'Correct the spec, or repeat with --validate=false to store it as it is.' },
    );
  }

  /** Only objects that belong to the application are shown through it: no reading of a whole cluster by way of one application. */
  async function assertInTree(record: AppRecord, ref: ResourceRef): Promise<void> {
    const key = keyOfRef(ref);
    if (record.rows.has(key)) return;
    const { cluster } = destinationOf(record);
    const nodes = await buildTree(cluster, record.rows.values(), ports.health, NEVER);
    if (nodes.some((node) => keyOfRef(node.ref) === key)) return;
    throw new ArgosyError(
      'NotFound',
      `${ref.kind} ${ref.group} ${ref.name} not found as part of application ${record.app.metadata.name}`,
      {
        subject: key,
        advice: `List its resources with \`argosy app resources ${record.app.metadata.name} --output tree\`.`,
      },
    );
  }
}

const NEVER = new AbortController().signal;

function destinationOf(record: AppRecord): Destination {
  if (record.destination) return record.destination;
  throw new ArgosyError('FailedPrecondition', `the destination of ${record.key} is not known`, {
    subject: record.key,
    advice: `See \`argosy app get ${record.app.metadata.name}\`.`,
  });
}
