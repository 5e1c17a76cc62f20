import type { Command } from 'commander';
import { type Application, deepEqual, revisionsOf } from '../../../../model/index.ts';
import { qualified } from '../../app-name.ts';
import type { CommandContext } from '../../context.ts';
import { CommandError } from '../../exit.ts';
import { wholeNumber } from '../../flag-values.ts';
import { type CommitFlags, makeCommit } from '../../make-commit.ts';
import { refuseUnknownFormat } from '../../sync-progress.ts';

interface RevertFlags extends CommitFlags {
  readonly source?: string;
  readonly prune?: boolean;
}

export function revertCommand(app: Command, context: CommandContext): void {
  app
    .command('revert <name> [id]')
    .summary('Undo in Git what touched an application since an earlier deployment, and sync it')
    .description(
      'Makes the commit that undoes, in Git, just the commits that touched the paths of the application since a deployment of its history. Without an ID: since the previous one, or, after a rollback or a failed sync, since the newest, which runs. The commit is shown, made in your name, and pushed; then the application is synced.',
    )
    .option('--source <n>', 'which source of several is reverted, from 1')
    .option('--prune', 'let the sync delete what is not in Git any more')
    .option('--branch <name>', 'push to a new branch of this name, and do not sync')
    .option('--preview', 'show the commit, and make nothing')
    .option('-y, --yes', 'do not ask')
    .option('--async', 'do not wait for the sync')
    .option('--timeout <seconds>', 'give up waiting after so long')
    .option('-N, --app-namespace <namespace>', 'namespace of the application')
    .option('-o, --output <format>', 'wide, json or yaml', 'wide')
    .addHelpText(
      'after',
      '\nExamples:\n  argosy app revert guestbook --preview\n  argosy app revert guestbook 3 --yes\n  argosy app revert guestbook --branch undo-1.4',
    )
    .action(async (name: string, id: string | undefined, flags: RevertFlags) => {
      refuseUnknownFormat(flags.output);
      const app = qualified(name, flags.appNamespace);
      const named = id === undefined ? undefined : wholeNumber(id, 'ID');
      const rest = {
        ...(flags.source === undefined ? {} : { source: positionOf(flags.source) }),
        ...(flags.branch === undefined ? {} : { branch: flags.branch }),
        ...(flags.prune ? { prune: true } : {}),
      };
      const { interrupted } = context.io;
      await context.withEngine(async (client, runs) => {
        const since = named ?? backAt(await client.call('app.get', { name: app }, interrupted));
        const choice = { name: app, ...(since === undefined ? {} : { id: since }), ...rest };
        await makeCommit({ client, runs }, app, flags, context, {
          plan: () => client.call('app.revertPlan', choice, interrupted),
          push: (hash) => client.call('app.revert', { ...choice, hash }, interrupted),
        });
      });
    });
}

/**
 * A commit that did not get through has no entry: what runs is the newest, and Git is to become that. Undefined: the engine's own choice, the
 * entry before the newest or, after a rollback, the newest.
 */
function backAt(app: Application): number | undefined {
  const { history, operationState: last } = app.status ?? {};
  const newest = history?.at(-1);
  if (newest === undefined) return undefined;
  const unsuccessful = last?.phase === 'Failed' || last?.phase === 'Error';
  const tried = revisionsOf(last?.syncResult);
  if (!unsuccessful || last.operation.sync?.dryRun === true || tried.length === 0) return undefined;
  return deepEqual(tried, revisionsOf(newest)) ? undefined : newest.id;
}

/** People count sources from 1, as --source-positions does. */
function positionOf(text: string): number {
  const position = wholeNumber(text, '--source');
  if (position < 1) throw new CommandError('--source: the first source is 1');
  return position - 1;
}
