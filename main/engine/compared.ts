import { ArgosyError } from '../model/index.ts';
import type { ApplicationsPorts } from './applications-ports.ts';
import type { Target } from './assemble-target.ts';
import type { TargetRequest } from './engine.ts';
import { folderTree } from './folder-tree.ts';
import type { Reconciler } from './reconcile.ts';
import type { AppRecord, Destination } from './record.ts';
import { sourcesOf } from './records.ts';

/** An application compared with a target, for a person who asks: it changes nothing of what is kept. */
export interface Compared {
  readonly record: AppRecord;
  readonly grounds: Extract<ReturnType<Reconciler['grounds']>, { kind: 'ok' }>;
  readonly target: Target;
  readonly comparison: Awaited<ReturnType<Reconciler['compareWith']>>;
}

type Ports = Pick<ApplicationsPorts, 'reconciler'>;

export async function comparedWith(
  { reconciler }: Ports,
  record: AppRecord,
  request: TargetRequest | undefined,
  signal: AbortSignal,
  freshness: 'cached' | 'latest' = 'cached',
): Promise<Compared> {
  const grounds = reconciler.grounds(record.app);
  if (grounds.kind === 'invalid') {
    throw new ArgosyError('FailedPrecondition', grounds.conditions.map((c) => `${c.type}: ${c.message}`).join('; '), {
      subject: record.key,
    });
  }
  const target = await targetFor(reconciler, record, grounds.destination, request, freshness, signal);
  const comparison = await reconciler.compareWith(record, grounds, target, 'all', signal);
  if (comparison.unreadable.length > 0) {
    throw new ArgosyError('Unavailable', `Failed to load live state: ${comparison.unreadable.join('; ')}`, {
      subject: record.key,
      advice: 'Look at the connection with `argosy cluster list`.',
      retry: true,
    });
  }
  return { record, grounds, target, comparison };
}

async function targetFor(
  reconciler: Reconciler,
  record: AppRecord,
  destination: Destination,
  request: TargetRequest | undefined,
  freshness: 'cached' | 'latest',
  signal: AbortSignal,
): Promise<Target> {
  const options = { freshness, force: false, previous: record.target };
  if (request?.kind === 'local') {
    const sources = sourcesOf(record.app);
    if (sources.length !== 1)
      throw new ArgosyError('InvalidArgument', 'a local folder can stand for one source only', {
        subject: record.key,
      });
    return reconciler.loadLocal(record.app, record.key, destination, await folderTree(request.folder), signal);
  }
  const revisions = request?.revisions;
  if (!revisions && record.target && record.targetFailure === undefined) return record.target;
  return reconciler.loadTarget(
    record.app,
    record.key,
    destination,
    { ...options, sources: sourcesOf(record.app), revisions },
    signal,
  );
}
