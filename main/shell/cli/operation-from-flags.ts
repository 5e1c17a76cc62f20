import { resolve } from 'node:path';
import type { Application, Operation, SyncOperation, SyncOperationResource } from '../../model/index.ts';
import type { Client } from '../client/client.ts';
import { sourcesOf } from './app-text.ts';
import { CommandError } from './exit.ts';
import { pairs, wholeNumber } from './flag-values.ts';
import type { Io } from './io.ts';
import { planHash } from './plan-hash.ts';
import { parseResourceArgument, selects } from './resource-argument.ts';
import { revisionsFromFlags } from './revisions-from-flags.ts';
import type { SyncFlags } from './sync-flags.ts';

/** The operation that flags ask for (reference §3.2), as it goes to the engine. */
export async function operationFromFlags(
  client: Client,
  app: Application,
  name: string,
  flags: SyncFlags,
  io: Pick<Io, 'cwd' | 'env'>,
): Promise<Record<string, unknown>> {
  const resources = await resourcesOf(client, app, name, flags);
  const options = optionsOf(app, flags);
  const sync: SyncOperation = {
    ...revisionsFromFlags(flags, sourcesOf(app)),
    ...(flags.prune ? { prune: true } : {}),
    ...(flags.dryRun ? { dryRun: true } : {}),
    ...strategyOf(flags),
    ...(resources === undefined ? {} : { resources }),
    ...(options === undefined ? {} : { syncOptions: options }),
    ...(flags.local === undefined
      ? {}
      : { manifests: await localManifests(client, name, resolve(io.cwd, flags.local)) }),
    ...(flags.plan === undefined ? {} : { planHash: planHash(flags.plan) }),
  };
  const operation: Operation = {
    sync,
    ...initiatorOf(io.env['USER'] ?? io.env['USERNAME']),
    ...(flags.info
      ? { info: Object.entries(pairs(flags.info, '--info')).map(([key, value]) => ({ name: key, value })) }
      : {}),
    ...retryOf(flags),
  };
  return JSON.parse(JSON.stringify(operation)) as Record<string, unknown>;
}

function retryOf(flags: SyncFlags): Pick<Operation, 'retry'> {
  if (flags.retryLimit === undefined) return {};
  return {
    retry: {
      limit: wholeNumber(flags.retryLimit, '--retry-limit'),
      backoff: {
        duration: flags.retryBackoffDuration ?? '5s',
        factor: wholeNumber(flags.retryBackoffFactor ?? '2', '--retry-backoff-factor'),
        maxDuration: flags.retryBackoffMaxDuration ?? '3m0s',
      },
      ...(flags.retryRefresh ? { refresh: true } : {}),
    },
  };
}

function strategyOf(flags: SyncFlags): Pick<SyncOperation, 'syncStrategy'> {
  const force = flags.force === true ? { force: true } : {};
  switch (flags.strategy) {
    case 'apply':
      return { syncStrategy: { apply: force } };
    case undefined:
    case '':
    case 'hook':
      return flags.force === true || flags.strategy === 'hook' ? { syncStrategy: { hook: force } } : {};
    default:
      throw new CommandError(`Unknown sync strategy: '${flags.strategy}'`);
  }
}

/** Given options replace the spec's; without any the engine takes those of the spec (reference §1.5). */
function optionsOf(app: Application, flags: SyncFlags): readonly string[] | undefined {
  const given = [
    ...(flags.replace ? ['Replace=true'] : []),
    ...(flags.serverSide ? ['ServerSideApply=true'] : []),
    ...(flags.applyOutOfSyncOnly ? ['ApplyOutOfSyncOnly=true'] : []),
  ];
  if (given.length > 0) return [...given, ...(flags.syncOption ?? [])];
  return flags.syncOption ? [...(app.spec.syncPolicy?.syncOptions ?? []), ...flags.syncOption] : undefined;
}

async function resourcesOf(
  client: Client,
  app: Application,
  name: string,
  flags: SyncFlags,
): Promise<readonly SyncOperationResource[] | undefined> {
  if (!flags.resource && !flags.label) return undefined;
  let candidates = app.status?.resources ?? [];
  if (flags.resource) {
    const matches = flags.resource.map(parseResourceArgument);
    candidates = candidates.filter((one) => !one.hook && selects(matches, one));
    if (candidates.length === 0)
      throw new CommandError(`No matching resources found for filter: ${flags.resource.join(', ')}`);
  }
  if (flags.label) {
    const labels = Object.entries(pairs(flags.label, '--label'));
    const { manifests } = await client.call('app.manifests', { name, source: 'git' });
    const labelled = new Set(
      manifests
        .filter((one) => labels.every(([key, value]) => one.metadata.labels?.[key] === value))
        .map((one) => `${one.kind}/${one.metadata.namespace ?? ''}/${one.metadata.name}`),
    );
    candidates = candidates.filter((one) => labelled.has(`${one.kind}/${one.namespace ?? ''}/${one.name}`));
    if (candidates.length === 0)
      throw new CommandError(`No matching resources found for labels: ${flags.label.join(', ')}`);
  }
  return candidates.map(({ group, kind, namespace, name: resource }) => ({
    group: group ?? '',
    kind,
    name: resource,
    ...(namespace === undefined ? {} : { namespace }),
  }));
}

/** Rendered by the engine from the folder; Secrets cannot be sent this way, because they come back masked. */
async function localManifests(client: Client, name: string, folder: string): Promise<readonly string[]> {
  const { manifests } = await client.call('app.manifests', { name, source: 'git', target: { kind: 'local', folder } });
  const secret = manifests.find((one) => one.kind === 'Secret' && one.apiVersion === 'v1');
  if (secret) {
    throw new CommandError(
      `the local manifests contain Secret ${secret.metadata.name}: a local sync cannot carry Secrets`,
      20,
      'Commit it to Git, or leave it out of the folder.',
    );
  }
  return manifests.map((one) => JSON.stringify(one));
}

/** Who nobody names is the person that the engine runs for. */
function initiatorOf(username: string | undefined): Pick<Operation, 'initiatedBy'> {
  return username === undefined || username === '' ? {} : { initiatedBy: { username } };
}
