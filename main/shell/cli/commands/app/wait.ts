import type { Command } from 'commander';
import type { Application } from '../../../../model/index.ts';
import { type Client, RemoteError } from '../../../client/client.ts';
import { chosenApps } from '../../chosen-apps.ts';
import type { CommandContext } from '../../context.ts';
import { CommandError } from '../../exit.ts';
import { collect } from '../../flag-values.ts';
import { parseResourceArgument, type ResourceMatch, selects } from '../../resource-argument.ts';
import { finalText, refuseUnknownFormat } from '../../sync-progress.ts';
import { followApplication, pollApplication, timeoutMs } from '../../watch-app.ts';

interface WaitFlags {
  readonly sync?: boolean;
  readonly health?: boolean;
  readonly operation?: boolean;
  readonly suspended?: boolean;
  readonly degraded?: boolean;
  readonly delete?: boolean;
  readonly hydrated?: boolean;
  readonly resource?: readonly string[];
  readonly selector?: string;
  readonly timeout?: string;
  readonly appNamespace?: string;
  readonly output: string;
}

export function waitCommand(app: Command, context: CommandContext): void {
  app
    .command('wait [names...]')
    .summary('Wait until an application is as it should be')
    .option('--sync', 'wait until it is Synced')
    .option('--health', 'wait until it is Healthy')
    .option('--operation', 'wait until no operation is under way')
    .option('--suspended', 'wait until it is Suspended')
    .option('--degraded', 'wait until it is Degraded')
    .option('--delete', 'wait until it is gone')
    .option('--hydrated', 'wait until its source is hydrated')
    .option('--resource <group:kind:name>', 'only for these objects', collect)
    .option('-l, --selector <selector>', 'all applications with these labels')
    .option('--timeout <seconds>', 'give up after so long')
    .option('-N, --app-namespace <namespace>', 'namespace of the application')
    .option('-o, --output <format>', 'wide, json or yaml', 'wide')
    .addHelpText('after', '\nExample:\n  argosy app wait guestbook --health --timeout 120')
    .action(async (names: string[], flags: WaitFlags) => {
      refuseUnknownFormat(flags.output);
      await context.withEngine(async (client, engineRuns) => {
        const all = await chosenApps(client, names, flags, 'no app found with this selector');
        await Promise.all(all.map((name) => waitFor(client, name, flags, context, engineRuns)));
      });
    });
}

async function waitFor(
  client: Client,
  name: string,
  flags: WaitFlags,
  context: CommandContext,
  engineRuns: boolean,
): Promise<void> {
  const { io } = context;
  const wanted = wantedState(flags);
  const matches = (flags.resource ?? []).map(parseResourceArgument);
  const current = await client.call('app.get', { name }).catch((error: unknown) => {
    if (flags.delete && error instanceof RemoteError && error.code === 'NotFound') return undefined;
    throw error;
  });
  if (!current) return;
  let before: Application | undefined;
  const done = (app: Application): boolean => {
    if (flags.delete) return false;
    if (wanted.health && before && becameDegraded(before, app, matches)) {
      throw new CommandError(
        `application '${name}' health state has transitioned from ${before.status?.health?.status} to Degraded`,
      );
    }
    before = app;
    return isAsWanted(app, wanted, matches);
  };
  const options = { timeoutMs: timeoutMs(flags.timeout), signal: io.interrupted };
  const found = await (engineRuns ? followApplication : pollApplication)(client, name, done, options);
  if (!found) {
    if (flags.delete) return;
    throw new CommandError(`application '${name}' was deleted while waiting`);
  }
  io.out(finalText(found, flags.output, io.style));
}

interface WantedState {
  readonly sync: boolean;
  readonly health: boolean;
  readonly operation: boolean;
  readonly suspended: boolean;
  readonly degraded: boolean;
}

/** Nothing said means: synced, healthy, and no operation under way. A source without a hydrator is always hydrated. */
function wantedState(flags: WaitFlags): WantedState {
  const { sync, health, operation, suspended, degraded } = flags;
  const nothingSaid = !sync && !health && !operation && !suspended && !degraded && !flags.delete && !flags.hydrated;
  return {
    sync: nothingSaid || sync === true,
    health: nothingSaid || health === true,
    operation: nothingSaid || operation === true,
    suspended: suspended === true,
    degraded: degraded === true,
  };
}

function isAsWanted(app: Application, wanted: WantedState, matches: readonly ResourceMatch[]): boolean {
  if (wanted.operation && isOperating(app)) return false;
  if (wanted.operation && !isSeen(app)) return false;
  if (wanted.health || wanted.suspended || wanted.degraded) {
    const health = healthOf(app, matches);
    const asWanted =
      (wanted.health && health === 'Healthy') ||
      (wanted.suspended && health === 'Suspended') ||
      (wanted.degraded && health === 'Degraded');
    if (!asWanted) return false;
  }
  return !wanted.sync || syncOf(app, matches) === 'Synced';
}

function isOperating(app: Application): boolean {
  const state = app.status?.operationState;
  return app.operation !== undefined || (state !== undefined && state.finishedAt === undefined);
}

/** Whether a comparison has seen what the last operation did. */
function isSeen(app: Application): boolean {
  const finished = app.status?.operationState?.finishedAt;
  return (
    finished === undefined || (app.status?.reconciledAt ?? '') >= finished || app.status?.sync?.status === 'Synced'
  );
}

function healthOf(app: Application, matches: readonly ResourceMatch[]): string {
  if (matches.length === 0) return app.status?.health?.status ?? 'Unknown';
  const states = selected(app, matches).map((one) => one.health?.status ?? 'Healthy');
  return states.find((state) => state !== 'Healthy') ?? 'Healthy';
}

function syncOf(app: Application, matches: readonly ResourceMatch[]): string {
  if (matches.length === 0) return app.status?.sync?.status ?? 'Unknown';
  return selected(app, matches).every((one) => one.status === 'Synced') ? 'Synced' : 'OutOfSync';
}

function selected(app: Application, matches: readonly ResourceMatch[]) {
  return (app.status?.resources ?? []).filter((one) => selects(matches, one));
}

function becameDegraded(before: Application, after: Application, matches: readonly ResourceMatch[]): boolean {
  const was = healthOf(before, matches);
  return was !== 'Degraded' && was !== 'Unknown' && healthOf(after, matches) === 'Degraded';
}
