import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { Application, Operation, SyncOperation, SyncOperationResource } from '../../../../model/index.ts';
import type { Client } from '../../../client/client.ts';
import { sourcesOf } from '../../app-text.ts';
import { chosenApps } from '../../chosen-apps.ts';
import type { CommandContext } from '../../context.ts';
import { CommandError } from '../../exit.ts';
import { collect, collectList, pairs, wholeNumber } from '../../flag-values.ts';
import { planText } from '../../plan-text.ts';
import { parseResourceArgument, selects } from '../../resource-argument.ts';
import { revisionsFromFlags } from '../../revisions-from-flags.ts';
import { finalText, refuseUnknownFormat, SyncProgress } from '../../sync-progress.ts';
import { followApplication, timeoutMs } from '../../watch-app.ts';

interface SyncFlags {
  readonly selector?: string;
  readonly project?: readonly string[];
  readonly revision?: string;
  readonly revisions?: readonly string[];
  readonly sourcePositions?: readonly string[];
  readonly sourceNames?: readonly string[];
  readonly prune?: boolean;
  readonly dryRun?: boolean;
  readonly strategy?: string;
  readonly force?: boolean;
  readonly replace?: boolean;
  readonly serverSide?: boolean;
  readonly applyOutOfSyncOnly?: boolean;
  readonly syncOption?: readonly string[];
  readonly resource?: readonly string[];
  readonly label?: readonly string[];
  readonly local?: string;
  readonly async?: boolean;
  readonly timeout?: string;
  readonly retryLimit?: string;
  readonly retryBackoffDuration: string;
  readonly retryBackoffFactor: string;
  readonly retryBackoffMaxDuration: string;
  readonly retryRefresh?: boolean;
  readonly info?: readonly string[];
  readonly previewChanges?: boolean;
  readonly assumeYes?: boolean;
  readonly yes?: boolean;
  readonly appNamespace?: string;
  readonly output: string;
}

export function syncCommand(app: Command, context: CommandContext): void {
  app
    .command('sync [names...]')
    .summary('Make the cluster match Git')
    .option('-l, --selector <selector>', 'all applications with these labels')
    .option('--project <name>', 'all applications of this project', collect)
    .option('--revision <revision>', 'another revision than the target')
    .option('--revisions <revision>', 'revision of one source of several', collect)
    .option('--source-positions <n>', 'which source the revision is of, from 1', collectList)
    .option('--source-names <name>', 'which source the revision is of, by name', collect)
    .option('--prune', 'delete what is no longer in Git')
    .option('--dry-run', 'try it without changing anything')
    .option('--strategy <strategy>', 'hook (the default) or apply: without hooks')
    .option('--force', 'delete and create again what cannot be patched')
    .option('--replace', 'replace instead of apply')
    .option('--server-side', 'server-side apply')
    .option('--apply-out-of-sync-only', 'only what differs')
    .option('--sync-option <option>', 'sync option Name=value of this sync', collect)
    .option('--resource <group:kind:name>', 'only these objects; ! in front leaves out', collect)
    .option('--label <key=value>', 'only objects with this label', collect)
    .option('--local <folder>', 'take the manifests from a folder of this machine')
    .addOption(new Option('--local-repo-root <folder>').hideHelp())
    .option('--async', 'do not wait for the end')
    .option('--timeout <seconds>', 'give up waiting after so long')
    .option('--retry-limit <n>', 'retries of a failed sync')
    .option('--retry-backoff-duration <duration>', 'wait before the first retry', '5s')
    .option('--retry-backoff-factor <n>', 'factor by which the wait grows', '2')
    .option('--retry-backoff-max-duration <duration>', 'longest wait', '3m0s')
    .option('--retry-refresh', 'each retry takes the newest revision')
    .option('--info <key=value>', 'note kept with the operation', collect)
    .option('--preview-changes', 'show the plan and ask first')
    .option('--assumeYes', 'answer yes')
    .option('-y, --yes', 'answer yes')
    .option('-N, --app-namespace <namespace>', 'namespace of the application')
    .option('-o, --output <format>', 'wide, json or yaml', 'wide')
    .addHelpText(
      'after',
      '\nExamples:\n  argosy app sync guestbook --prune\n  argosy app sync guestbook --resource apps:Deployment:web --dry-run',
    )
    .action(async (names: string[], flags: SyncFlags) => {
      refuseUnknownFormat(flags.output);
      await context.withEngine(async (client) => {
        const all = await chosenApps(client, names, flags, 'no matching apps found for filter');
        for (const name of all) await syncOne(client, name, flags, context);
      });
    });
}

async function syncOne(client: Client, name: string, flags: SyncFlags, context: CommandContext): Promise<void> {
  const { io } = context;
  // A command without an engine beside it has compared nothing yet.
  const app = await client.call(
    'app.get',
    { name, ...(flags.resource || flags.label ? { refresh: 'normal' as const } : {}) },
    io.interrupted,
  );
  const operation = await operationOf(client, app, name, flags, io.cwd);
  if (flags.previewChanges) {
    io.out(planText(await client.call('app.plan', { name, operation: wire(operation) }, io.interrupted)));
    if (!flags.assumeYes && !flags.yes) {
      const answer = io.ask === undefined ? 'n' : await io.ask('Sync these changes? [y/N] ');
      if (!/^y(es)?$/i.test(answer.trim())) {
        io.err('Nothing was changed.\n');
        return;
      }
    }
  }
  await client.call('app.sync', { name, operation: wire(operation) }, io.interrupted);
  if (flags.async) return;
  const progress = new SyncProgress(io, () => new Date().toISOString().replace(/\.\d+Z$/, '+00:00'));
  const structuredOutput = flags.output === 'json' || flags.output === 'yaml';
  const finished = await followApplication(
    client,
    name,
    (state) => state.operation === undefined && state.status?.operationState?.finishedAt !== undefined,
    {
      timeoutMs: timeoutMs(flags.timeout),
      signal: io.interrupted,
      seen: (state) => structuredOutput || progress.look(state),
    },
  );
  if (!finished) throw new CommandError(`application '${name}' was deleted while syncing`);
  // What the operation left is judged by a comparison that began after it.
  const compared = await client.call('app.get', { name, refresh: 'normal' }, io.interrupted);
  io.out(finalText(compared, flags.output, io.style));
  judge(compared, flags);
}

/** Exit code 1 for a sync that failed, and for objects that only pruning would put in order (reference §12.2). */
function judge(app: Application, flags: SyncFlags): void {
  const state = app.status?.operationState;
  if (state?.phase !== 'Succeeded') {
    throw new CommandError(`Operation has completed with phase: ${state?.phase ?? 'Unknown'}`);
  }
  if (flags.dryRun || flags.resource || app.status?.sync?.status === 'Synced') return;
  const prunable = (app.status?.resources ?? []).filter((one) => one.requiresPruning === true).length;
  if (prunable > 0) throw new CommandError(`${prunable} resources require pruning`);
}

async function operationOf(
  client: Client,
  app: Application,
  name: string,
  flags: SyncFlags,
  cwd: string,
): Promise<Operation> {
  const resources = await resourcesOf(client, app, name, flags);
  const options = optionsOf(app, flags);
  const sync: SyncOperation = {
    ...revisionsFromFlags(flags, sourcesOf(app)),
    ...(flags.prune ? { prune: true } : {}),
    ...(flags.dryRun ? { dryRun: true } : {}),
    ...strategyOf(flags),
    ...(resources === undefined ? {} : { resources }),
    ...(options === undefined ? {} : { syncOptions: options }),
    ...(flags.local === undefined ? {} : { manifests: await localManifests(client, name, resolve(cwd, flags.local)) }),
  };
  return {
    sync,
    initiatedBy: { username: process.env['USER'] ?? process.env['USERNAME'] ?? 'argosy' },
    ...(flags.info
      ? { info: Object.entries(pairs(flags.info, '--info')).map(([key, value]) => ({ name: key, value })) }
      : {}),
    ...(flags.retryLimit === undefined
      ? {}
      : {
          retry: {
            limit: wholeNumber(flags.retryLimit, '--retry-limit'),
            backoff: {
              duration: flags.retryBackoffDuration,
              factor: wholeNumber(flags.retryBackoffFactor, '--retry-backoff-factor'),
              maxDuration: flags.retryBackoffMaxDuration,
            },
            ...(flags.retryRefresh ? { refresh: true } : {}),
          },
        }),
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

function wire(operation: Operation): { [key: string]: unknown } {
  return JSON.parse(JSON.stringify(operation)) as { [key: string]: unknown };
}
