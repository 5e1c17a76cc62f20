import { describe, expect, it } from 'vitest';
import { defaultProject } from '../access/index.ts';
import type { Cluster } from '../cluster/index.ts';
import {
  type AppKey,
  type Application,
  ArgosyError,
  appKeyOf,
  isHook,
  type KubeObject,
  keyOf,
  parseResourceKey,
  syncWave,
} from '../model/index.ts';
import { ManualClock } from '../runtime/index.ts';
import type { Store } from '../store/index.ts';
import type { Target } from './assemble-target.ts';
import { ControlPlane, type ControlPlanePorts } from './control-plane.ts';
import { deletionPlan } from './deletion-plan.ts';
import { Records } from './records.ts';
import { MemoryCluster, manifest } from './testing/deletion-world.ts';

const NEVER = new AbortController().signal;
const CASCADE = 'resources-finalizer.argocd.argoproj.io';
const POST = 'post-delete-finalizer.argocd.argoproj.io';
const wave = (n: number) => ({ 'argocd.argoproj.io/sync-wave': String(n) });
const options = (text: string) => ({ 'argocd.argoproj.io/sync-options': text });

/** One cluster, one engine, and Applications in the engine's own. */
function world() {
  const memory = new MemoryCluster();
  const store = { putApplication: () => undefined, deleteApplication: () => undefined, applications: () => [] };
  const records = new Records(store as unknown as Store);
  const clock = new ManualClock();
  const apps: Application[] = [];
  let unusable = false;
  const plane = new ControlPlane({
    clock,
    applications: () => apps,
    application: (namespace: string, name: string) =>
      apps.find(({ metadata }) => metadata.name === name && metadata.namespace === namespace),
    onApplication: () => () => undefined,
    projects: () => [],
  } as unknown as ControlPlanePorts);
  const ports = {
    records,
    clock,
    project: () => defaultProject(),
    settings: () => ({ tracking: {} }),
    connections: {
      resolve: ({ name }: { name: string }) => {
        if (name === 'nowhere') throw new ArgosyError('NotFound', 'cluster "nowhere" not found');
        return { server: `https://${name}`, name };
      },
      open: ({ name }: { name: string }) => {
        if (unusable) throw new ArgosyError('FailedPrecondition', 'no kubeconfig');
        return name === 'engine' ? plane : (memory.cluster as unknown as Cluster);
      },
    },
    reconciler: {
      grounds: () => {
        throw new ArgosyError('Unavailable', 'the repository is away');
      },
    },
  } as unknown as Parameters<typeof deletionPlan>[0];

  const application = (
    name: string,
    over: {
      readonly destination?: string;
      readonly parent?: string;
      readonly finalizers?: readonly string[];
      readonly annotations?: object;
      readonly resources?: readonly object[];
    } = {},
  ) => {
    const { destination = 'c', parent, finalizers = [CASCADE] } = over;
    const tracking = `${parent}:argoproj.io/Application:argocd/${name}`;
    const app = {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: {
        name,
        namespace: 'argocd',
        uid: name,
        finalizers,
        annotations: { ...(parent && { 'argocd.argoproj.io/tracking-id': tracking }), ...over.annotations },
      },
      spec: { project: 'default', destination: { name: destination, namespace: 'n' } },
      status: {
        resources: over.resources ?? [
          { kind: 'ConfigMap', name: 'x', namespace: 'n' },
          { kind: 'Namespace', name: 'x' },
          { group: 'argoproj.io', kind: 'Application', name: 'x' },
        ],
      },
    } as unknown as Application;
    apps.push(app);
    const record = records.create(app);
    record.target = targetOf([]);
    return record;
  };
  const owned = (app: string, name: string, parts: Parameters<typeof manifest>[1] = {}): KubeObject => {
    const object = manifest(name, parts);
    const mark = `${app}:/${object.kind}:${object.metadata.namespace}/${name}`;
    return memory.put({
      ...object,
      metadata: {
        ...object.metadata,
        annotations: { ...object.metadata.annotations, 'argocd.argoproj.io/tracking-id': mark },
      },
    });
  };
  const plan = (key: string, cascade = true) =>
    deletionPlan(ports, records.get(key as AppKey), { cascade, propagation: 'foreground' }, NEVER);
  return {
    memory,
    records,
    application,
    owned,
    plan,
    lose: () => {
      unusable = true;
    },
  };
}

function targetOf(objects: readonly KubeObject[]): Target {
  const desired = objects.map((object) => {
    const key = keyOf(object);
    return [key, { key, object, hash: '', hook: isHook(object), skip: false, wave: syncWave(object) }] as const;
  });
  const nothing = { id: '', revisions: [], sourceTypes: [], namespaced: new Set(), conditions: [] };
  return {
    ...nothing,
    desired: new Map(desired),
    kinds: desired.map(([key]) => parseResourceKey(key)),
  } as unknown as Target;
}

const names = (rows: readonly { readonly ref: { readonly name: string } }[]) => rows.map(({ ref }) => ref.name);

describe('deletionPlan', () => {
  it('lists what goes from the highest wave to the lowest, and what stays with its reason', async () => {
    const { application, owned, plan } = world();
    application('web');
    owned('web', 'first', { annotations: wave(-1) });
    owned('web', 'last', { annotations: wave(7) });
    owned('web', 'kept', { annotations: options('Delete=false') });
    owned('other', 'foreign');
    const result = await plan('web');
    expect(result.deletes.map(({ ref, wave: n }) => [ref.name, n])).toEqual([
      ['last', 7],
      ['first', -1],
    ]);
    expect(result.keeps.map(({ ref, because }) => [ref.name, because])).toEqual([['kept', 'Delete=false']]);
    expect([result.guards, result.unreachable, result.applications]).toEqual([[], [], ['web']]);
  });

  it('lists everything that is left without an owner where nothing cascades', async () => {
    const { application, owned, plan } = world();
    application('web');
    owned('web', 'a');
    owned('web', 'b', { annotations: options('Delete=false') });
    const { deletes, keeps } = await plan('web', false);
    expect(deletes).toEqual([]);
    expect(keeps.map(({ ref, because }) => [ref.name, because])).toEqual([
      ['a', 'the application is deleted without its objects'],
      ['b', 'Delete=false'],
    ]);
  });

  it('counts children of children, each before the next wave of its parent, and asks for the name', async () => {
    const { application, owned, plan } = world();
    application('root', { destination: 'engine' });
    application('late', { parent: 'root', annotations: wave(-1) });
    application('middle', { parent: 'root', destination: 'engine', annotations: wave(2) });
    application('leaf', { parent: 'middle' });
    owned('leaf', 'deep');
    owned('late', 'shallow');
    const { deletes, applications, guards } = await plan('root');
    expect(deletes.map(({ ref, application: app }) => `${app} ${ref.name}`)).toEqual([
      'root middle',
      'middle leaf',
      'leaf deep',
      'root late',
      'late shallow',
    ]);
    expect(applications).toEqual(['root', 'middle', 'leaf', 'late']);
    expect(guards).toEqual(['3 other applications would be deleted with it: middle, leaf, late']);
  });

  it('leaves a child’s objects where the child has no finalizer, and visits a circle once', async () => {
    const { application, owned, plan } = world();
    application('root', { destination: 'engine', parent: 'loop' });
    application('loop', { destination: 'engine', parent: 'root' });
    application('bare', { parent: 'root', finalizers: [] });
    owned('bare', 'orphan');
    const { deletes, keeps, applications } = await plan('root');
    expect(names(deletes).sort()).toEqual(['bare', 'loop', 'root']);
    expect(names(keeps)).toContain('orphan');
    expect(keeps.find(({ ref }) => ref.name === 'orphan')?.because).toContain('application bare has no finalizer');
    expect(applications.filter((one) => one === 'root')).toHaveLength(1);
  });

  it('names what deletes more than itself', async () => {
    const { application, owned, plan } = world();
    application('web');
    owned('web', 'space', { kind: 'Namespace', namespace: '' });
    expect((await plan('web')).guards).toEqual([expect.stringContaining('Namespace space')]);
  });

  it('takes nothing for gone in a cluster that cannot be read, and says that it waits', async () => {
    const { memory, application, owned, plan } = world();
    application('web', { resources: [{ kind: 'ConfigMap', name: 'forgotten', namespace: 'n', syncWave: 3 }] });
    owned('web', 'seen');
    memory.state = { kind: 'stale', since: 0, message: 'connection refused' };
    const away = await plan('web');
    expect(away.deletes.map(({ ref, wave: n }) => [ref.name, n])).toEqual([
      ['forgotten', 3],
      ['seen', 0],
    ]);
    expect(away.unreachable).toEqual(['c']);
    expect(away.guards).toEqual([expect.stringContaining('connection refused')]);
    const kept = await plan('web', false);
    expect([names(kept.keeps).sort(), kept.unreachable]).toEqual([['forgotten', 'seen'], []]);
  });

  it('knows only what was seen last where the kubeconfig cannot be used, and touches nothing where the cluster is unknown', async () => {
    const resources = [
      { kind: 'ConfigMap', name: 'a', namespace: 'n' },
      { group: 'batch', kind: 'Job', name: 'h', namespace: 'n', hook: true },
    ];
    const unusable = world();
    unusable.application('web', { resources });
    unusable.lose();
    expect(await unusable.plan('web')).toMatchObject({ deletes: [{ ref: { name: 'a' } }], unreachable: ['c'] });
    const unknown = world();
    unknown.application('web', { resources, destination: 'nowhere' });
    expect(await unknown.plan('web')).toMatchObject({
      deletes: [],
      keeps: [{ ref: { name: 'a' }, because: 'cluster "nowhere" not found' }],
      unreachable: [],
    });
  });

  it('shows the hooks that will run, and doubts what cannot be rendered', async () => {
    const { application, plan } = world();
    const hooks = [
      manifest('after', { kind: 'Job', annotations: { 'argocd.argoproj.io/hook': 'PostDelete' } }),
      manifest('before', { kind: 'Job', annotations: { 'argocd.argoproj.io/hook': 'PreDelete' } }),
    ];
    const record = application('web', { finalizers: [CASCADE, POST] });
    record.target = targetOf(hooks);
    expect((await plan('web')).hooks.map(({ ref, phase }) => [ref.name, phase])).toEqual([
      ['before', 'PreDelete'],
      ['after', 'PostDelete'],
    ]);
    expect((await plan('web', false)).hooks).toEqual([]);
    record.target = undefined;
    expect((await plan('web')).guards).toEqual([expect.stringContaining('the hooks of web cannot be rendered')]);
  });

  it('says of what is declared, but carries another’s mark or none, that it stays', async () => {
    const { application, owned, plan } = world();
    const record = application('web');
    const object = owned('other', 'shared');
    record.target = targetOf([object]);
    const live = { trackingId: 'other:/ConfigMap:n/shared' };
    record.rows.set(keyOf(object), { key: keyOf(object), ref: parseResourceKey(keyOf(object)), live } as never);
    const { deletes, keeps } = await plan('web');
    expect([deletes, keeps.map(({ because }) => because)]).toEqual([[], ['application other tracks it']]);
    expect(appKeyOf(record.app)).toBe('web');
  });
});
