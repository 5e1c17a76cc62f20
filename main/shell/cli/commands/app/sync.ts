import type { Command } from 'commander';
import type { Application } from '../../../../model/index.ts';
import type { Client } from '../../../client/client.ts';
import { chosenApps } from '../../chosen-apps.ts';
import type { CommandContext } from '../../context.ts';
import { CommandError } from '../../exit.ts';
import { collect } from '../../flag-values.ts';
import { followOperation } from '../../follow-operation.ts';
import { operationFromFlags } from '../../operation-from-flags.ts';
import { planHash } from '../../plan-hash.ts';
import { planText } from '../../plan-text.ts';
import { agrees } from '../../questions.ts';
import { addSyncFlags, type SyncFlags } from '../../sync-flags.ts';
import { refuseUnknownFormat } from '../../sync-progress.ts';

interface Flags extends SyncFlags {
  readonly selector?: string;
  readonly project?: readonly string[];
  readonly async?: boolean;
  readonly timeout?: string;
  readonly previewChanges?: boolean;
  readonly assumeYes?: boolean;
  readonly yes?: boolean;
  readonly appNamespace?: string;
  readonly output: string;
}

export function syncCommand(app: Command, context: CommandContext): void {
  addSyncFlags(
    app
      .command('sync [names...]')
      .summary('Make the cluster match Git')
      .option('-l, --selector <selector>', 'all applications with these labels')
      .option('--project <name>', 'all applications of this project', collect),
  )
    .option('--dry-run', 'try it without changing anything')
    .option('--plan <hash>', 'only if it is still just what `argosy app plan` showed')
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
      '\nExamples:\n  argosy app sync guestbook --prune\n  argosy app sync guestbook --resource apps:Deployment:web --dry-run\n  argosy app sync guestbook --plan HASH',
    )
    .action(async (names: string[], flags: Flags) => {
      refuseUnknownFormat(flags.output);
      if (flags.plan !== undefined) planHash(flags.plan);
      await context.withEngine(async (client) => {
        const all = await chosenApps(client, names, flags, 'no matching apps found for filter');
        if (flags.plan !== undefined && all.length > 1) throw new CommandError('--plan is of one application');
        for (const name of all) await syncOne(client, name, flags, context);
      });
    });
}

async function syncOne(client: Client, name: string, flags: Flags, { io }: CommandContext): Promise<void> {
  // A command without an engine beside it has compared nothing yet.
  const app = await client.call(
    'app.get',
    { name, ...(flags.resource || flags.label ? { refresh: 'normal' as const } : {}) },
    io.interrupted,
  );
  let operation = await operationFromFlags(client, app, name, flags, io);
  if (flags.previewChanges) {
    const plan = await client.call('app.plan', { name, operation }, io.interrupted);
    io.out(planText(plan));
    if (!flags.assumeYes && !flags.yes) {
      if ((await agrees(io, 'Sync these changes?')) !== true) {
        io.err('Nothing was changed.\n');
        return;
      }
      // What was agreed to is what was shown.
      if (flags.plan === undefined) {
        operation = await operationFromFlags(client, app, name, { ...flags, plan: plan.hash }, io);
      }
    }
  }
  await client.call('app.sync', { name, operation }, io.interrupted);
  if (flags.async) return;
  judgePruning(await followOperation(client, name, flags, io), flags);
}

/** Exit code 1 when only pruning would put what is left in order (reference §12.2). */
function judgePruning(app: Application, flags: Flags): void {
  if (flags.dryRun || flags.resource || app.status?.sync?.status === 'Synced') return;
  const prunable = (app.status?.resources ?? []).filter((one) => one.requiresPruning === true).length;
  if (prunable > 0) throw new CommandError(`${prunable} resources require pruning`);
}
