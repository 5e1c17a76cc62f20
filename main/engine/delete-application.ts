import type { LiveResource } from '../cluster/index.ts';
import {
  type Application,
  ArgosyError,
  type Consent,
  DELETION_APPROVED,
  isManagedBy,
  type KubeObject,
  objectSyncOptions,
  parseResourceKey,
  RESOURCES_FINALIZER,
  SyncOptions,
  syncWave,
} from '../model/index.ts';
import { isApproved } from './approval.ts';
import { kindsOf } from './compare.ts';
import { gateFacts, passGate, refusalOf } from './gate.ts';
import { vanished } from './live-changes.ts';
import type { AppRecord, Destination } from './record.ts';
import type { EngineSettings } from './settings.ts';

/** Reference §1.6: what the finalizers on an Application say about its objects. */
export function cascadeOf(app: Application): 'foreground' | 'background' | undefined {
  for (const finalizer of app.metadata.finalizers ?? []) {
    if (finalizer === RESOURCES_FINALIZER || finalizer === `${RESOURCES_FINALIZER}/foreground`) return 'foreground';
    if (finalizer === `${RESOURCES_FINALIZER}/background`) return 'background';
  }
  return undefined;
}

/** The finalizers after a request to delete with or without cascade. */
export function finalizersFor(
  app: Application,
  options: { readonly cascade: boolean; readonly propagation: 'foreground' | 'background' },
): readonly string[] {
  const others = (app.metadata.finalizers ?? []).filter((finalizer) => !finalizer.startsWith(RESOURCES_FINALIZER));
  if (!options.cascade) return others;
  return [...others, options.propagation === 'background' ? `${RESOURCES_FINALIZER}/background` : RESOURCES_FINALIZER];
}

/**
 * Deletes the application's objects from the highest wave to the lowest, waiting for each wave to vanish (reference §1.6).
 * Resolves when all are gone; throws ArgosyError when the cluster cannot be read: a delete is never guessed.
 */
export async function deleteResources(
  record: AppRecord,
  destination: Destination,
  project: NonNullable<AppRecord['project']>,
  settings: EngineSettings,
  propagation: 'foreground' | 'background',
  signal: AbortSignal,
): Promise<void> {
  const { cluster } = destination;
  // Also what an operation wrote that nobody has compared yet.
  const kinds = new Map(
    [...kindsOf(record.app), ...(record.target?.kinds ?? [])].map((kind) => [`${kind.group}/${kind.kind}`, kind]),
  );
  for (const kind of kinds.values()) {
    const state = await cluster.watch(kind, signal);
    if (state.kind !== 'synced' && state.kind !== 'absent') {
      throw new ArgosyError(
        'Unavailable',
        `the objects of ${record.key} cannot be read: ${'message' in state ? state.message : `${kind.kind} is still loading`}`,
        {
          subject: record.key,
          advice: 'Nothing was deleted. The deletion goes on when the cluster can be read again.',
          retry: true,
        },
      );
    }
  }
  const gate = gateFacts(record, { destination, project }, settings);
  const waves = new Map<number, { live: LiveResource; object: KubeObject }[]>();
  for (const live of cluster.trackedBy(record.key)) {
    const object = live.object();
    if (!isManagedBy(object, record.key, settings.tracking) || stays(object, record.app)) continue;
    const ref = parseResourceKey(live.key);
    if (refusalOf(gate, { verb: 'delete', ref, namespaced: ref.namespace !== '', live: object }) !== undefined)
      continue;
    const wave = syncWave(object);
    waves.set(wave, [...(waves.get(wave) ?? []), { live, object }]);
  }
  const asking = [...waves.values()].flat().find(({ object }) => consentOf(object, record.app) === 'confirm');
  const since = Date.parse(record.app.metadata.deletionTimestamp ?? '');
  if (asking && !isApproved(record.app, since)) {
    const { kind, metadata } = asking.object;
    throw new ArgosyError('FailedPrecondition', `waiting for deletion confirmation of ${kind}/${metadata.name}`, {
      subject: record.key,
      advice: `Set the annotation ${DELETION_APPROVED} of the application to the time of now.`,
    });
  }
  for (const wave of [...waves.keys()].sort((a, b) => b - a)) {
    const objects = waves.get(wave)!;
    await Promise.all(
      objects.map(async ({ live, object }) => {
        const ref = parseResourceKey(live.key);
        passGate(gate, { verb: 'delete', ref, namespaced: ref.namespace !== '', live: object });
        await cluster.delete(
          ref,
          { propagation: propagation === 'background' ? 'Background' : 'Foreground', uid: live.uid },
          signal,
        );
      }),
    );
    await vanished(
      cluster,
      objects.map(({ live }) => live),
      signal,
    );
  }
}

/** What a cascade leaves alone: CRDs, the application itself, and what asks to stay (reference §1.6). */
function stays(object: KubeObject, app: Application): boolean {
  if (object.kind === 'CustomResourceDefinition') return true;
  if (object.kind === 'Application' && object.metadata.name === app.metadata.name) return true;
  return consentOf(object, app) === 'forbidden';
}

function consentOf(object: KubeObject, app: Application): Consent {
  return objectSyncOptions(new SyncOptions(app.spec.syncPolicy?.syncOptions), object).delete;
}
