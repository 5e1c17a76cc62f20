import type { Command } from 'commander';
import type { Application } from '../../../../model/index.ts';
import type { Client } from '../../../client/client.ts';
import { qualified } from '../../app-name.ts';
import { type CommandContext, collect } from '../../context.ts';
import { CommandError } from '../../exit.ts';
import { parseResourceArgument, type ResourceMatch, selects } from '../../resource-argument.ts';
import { finalText } from '../../sync-progress.ts';
import { followApplication, timeoutMs } from '../../watch-app.ts';

export interface WaitFlags {
  readonly sync?: boolean;
  readonly health?: boolean;
  readonly operation?: boolean;
  readonly suspended?: boolean;
  readonly degraded?: boolean;
  readonly delete?: boolean;
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
    .option('--resource <group:kind:name>', 'only for these objects', collect)
    .option('-l, --selector <selector>', 'all applications with these labels')
    .option('--timeout <seconds>', 'give up after so long')
    .option('-N, --app-namespace <namespace>', 'namespace of the application')
    .option('-o, --output <format>', 'wide, json or yaml', 'wide')
    .addHelpText('after', '\nExample:\n  argosy app wait guestbook --health --timeout 120')
    .action(async (names: string[], flags: WaitFlags) => {
      await context.withEngine(async (client) => {
        const wanted =
          flags.selector === undefined
            ? []
            : (await client.call('app.list', { selector: flags.selector })).items.map((one) =>
                qualified(one.metadata.name, one.metadata.namespace),
              );
        const all = [...names.map((name) => qualified(name, flags.appNamespace)), ...wanted];
        if (all.length === 0)
          throw new CommandError(
            flags.selector === undefined ? 'the name of an application is missing' : 'no app found with this selector',
          );
        await Promise.all(all.map((name) => waitFor(client, name, flags, context)));
      });
    });
}

export async function waitFor(client: Client, name: string, flags: WaitFlags, context: CommandContext): Promise<void> {
  const { io } = context;
  const nothingSaid =
    !flags.sync && !flags.health && !flags.operation && !flags.suspended && !flags.degraded && !flags.delete;
  const matches = (flags.resource ?? []).map(parseResourceArgument);
  const current = await client.call('app.get', { name }).catch((error: unknown) => {
    if (flags.delete) return undefined;
    throw error;
  });
  if (!current) return;
  let before: Application | undefined;
  const found = await followApplication(
    client,
    name,
    (app) => {
      if (flags.delete) return false;
      if ((nothingSaid || flags.health) && before && becameDegraded(before, app, matches)) {
        throw new CommandError(
          `application '${name}' health state has transitioned from ${before.status?.health?.status} to Degraded`,
        );
      }
      before = app;
      return isAsWanted(app, flags, nothingSaid, matches);
    },
    { timeoutMs: timeoutMs(flags.timeout), signal: io.interrupted },
  );
  if (!found) {
    if (flags.delete) return;
    throw new CommandError(`application '${name}' was deleted while waiting`);
  }
  io.out(finalText(found, flags.output));
}

function isAsWanted(
  app: Application,
  flags: WaitFlags,
  nothingSaid: boolean,
  matches: readonly ResourceMatch[],
): boolean {
  const operating =
    app.operation !== undefined ||
    (app.status?.operationState !== undefined && app.status.operationState.finishedAt === undefined);
  if ((nothingSaid || flags.operation) && operating) return false;
  // After an operation its effect must have been seen by a comparison.
  const finished = app.status?.operationState?.finishedAt;
  if (
    (nothingSaid || flags.operation) &&
    finished !== undefined &&
    (app.status?.reconciledAt ?? '') < finished &&
    app.status?.sync?.status !== 'Synced'
  )
    return false;
  const health = healthOf(app, matches);
  const asked = [
    flags.suspended === true && health === 'Suspended',
    flags.degraded === true && health === 'Degraded',
    (nothingSaid || flags.health === true) && health === 'Healthy',
  ];
  const anyHealth = nothingSaid || flags.health || flags.suspended || flags.degraded;
  if (anyHealth && !asked.some(Boolean)) return false;
  return !(nothingSaid || flags.sync) || syncOf(app, matches) === 'Synced';
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
