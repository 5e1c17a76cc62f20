import { describe, expect, it } from 'vitest';
import { defaultProject } from '../access/index.ts';
import type { Cluster } from '../cluster/index.ts';
import { type Application, keyOf, type ResourceRef } from '../model/index.ts';
import { silentLogger } from '../runtime/index.ts';
import { deleteResource } from './delete-resource.ts';
import type { DeleteResourceRequest } from './engine.ts';
import { AppRecord, type Row } from './record.ts';
import { APP, MemoryCluster, manifest } from './testing/deletion-world.ts';

const NEVER = new AbortController().signal;
const REF: ResourceRef = { group: '', kind: 'ConfigMap', namespace: 'n', name: 'a' };
type Delete = (ref: ResourceRef, options: Readonly<Record<string, unknown>>) => Promise<boolean>;

function world(over: { readonly project?: ReturnType<typeof defaultProject>; readonly tracked?: boolean } = {}) {
  const memory = new MemoryCluster();
  const asked: unknown[] = [];
  const inner = memory.cluster.delete as unknown as Delete;
  const cluster = {
    ...memory.cluster,
    delete: (ref: ResourceRef, options: Readonly<Record<string, unknown>>) => {
      asked.push(options);
      return inner(ref, options);
    },
  };
  const object = memory.put(manifest('a'));
  const record = new AppRecord(APP, { metadata: { name: 'web' } } as Application);
  record.destination = {
    cluster: cluster as unknown as Cluster,
    server: 'https://c',
    name: 'c',
    namespace: 'n',
    project: undefined,
  };
  record.project = over.project ?? defaultProject();
  if (over.tracked !== false) record.rows.set(keyOf(object), { key: keyOf(object) } as Row);
  const ports = {
    settings: () => ({ tracking: {} }),
    logger: silentLogger,
    health: undefined,
    reconciler: undefined,
  } as unknown as Parameters<typeof deleteResource>[0];
  const run = (request: Partial<DeleteResourceRequest> = {}) =>
    deleteResource(ports, record, { ref: REF, propagation: 'foreground', force: false, ...request }, NEVER);
  return { memory, asked, record, object, run };
}

describe('deleteResource', () => {
  it.each([
    ['foreground', false, { propagation: 'Foreground', uid: 'uid-1' }],
    ['background', false, { propagation: 'Background', uid: 'uid-1' }],
    ['orphan', false, { propagation: 'Orphan', uid: 'uid-1' }],
    ['background', true, { propagation: 'Background', uid: 'uid-1', gracePeriodSeconds: 0 }],
  ] as const)('asks for just that object, %s, force %s', async (propagation, force, options) => {
    const { memory, asked, run } = world();
    memory.put(manifest('b'));
    await run({ propagation, force });
    expect(asked).toEqual([options]);
    expect(memory.left).toEqual(['b']);
  });

  it('deletes nothing that is not part of the application, is not there, or is another by now', async () => {
    const other = world();
    await expect(other.run({ ref: { ...REF, name: 'gone' } })).rejects.toThrow();
    other.memory.objects.clear();
    await expect(other.run()).rejects.toMatchObject({ code: 'NotFound' });
    const replaced = world();
    const { cluster } = replaced.record.destination!;
    replaced.record.destination = {
      ...replaced.record.destination!,
      cluster: { ...cluster, live: () => ({ uid: 'before' }) } as unknown as Cluster,
    };
    await expect(replaced.run()).rejects.toMatchObject({ code: 'Conflict', retry: true });
    expect([...other.asked, ...replaced.asked]).toEqual([]);
  });

  it('deletes nothing that the project does not permit, or of an application without a destination', async () => {
    const project = defaultProject();
    const spec = { ...project.spec, destinations: [{ server: '*', namespace: 'elsewhere' }] };
    const forbidden = world({ project: { ...project, spec } });
    await expect(forbidden.run()).rejects.toMatchObject({ code: 'PermissionDenied' });
    const lost = world();
    lost.record.destination = undefined;
    await expect(lost.run()).rejects.toMatchObject({ code: 'FailedPrecondition' });
    expect([...forbidden.asked, ...lost.asked]).toEqual([]);
  });
});
