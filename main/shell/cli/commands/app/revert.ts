import type { Command } from 'commander';
import { qualified } from '../../app-name.ts';
import type { CommandContext } from '../../context.ts';
import { CommandError } from '../../exit.ts';
import { wholeNumber } from '../../flag-values.ts';
import { type CommitFlags, makeCommit } from '../../make-commit.ts';
import { refuseUnknownFormat } from '../../sync-progress.ts';

interface RevertFlags extends CommitFlags {
  readonly source?: string;
}

export function revertCommand(app: Command, context: CommandContext): void {
  app
    .command('revert <name> [id]')
    .summary('Undo in Git what touched an application since an earlier deployment, and sync it')
    .description(
      'Makes the commit that undoes, in Git, just the commits that touched the paths of the application since a deployment of its history; without an ID since the previous one. The commit is shown, made in your name, and pushed; then the application is synced.',
    )
    .option('--source <n>', 'which source of several is reverted, from 1')
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
      const choice = {
        name: qualified(name, flags.appNamespace),
        ...(id === undefined ? {} : { id: wholeNumber(id, 'ID') }),
        ...(flags.source === undefined ? {} : { source: positionOf(flags.source) }),
        ...(flags.branch === undefined ? {} : { branch: flags.branch }),
      };
      const { interrupted } = context.io;
      await context.withEngine((client) =>
        makeCommit(client, choice.name, flags, context, {
          plan: () => client.call('app.revertPlan', choice, interrupted),
          push: (hash) => client.call('app.revert', { ...choice, hash }, interrupted),
        }),
      );
    });
}

/** People count sources from 1, as --source-positions does. */
function positionOf(text: string): number {
  const position = wholeNumber(text, '--source');
  if (position < 1) throw new CommandError('--source: the first source is 1');
  return position - 1;
}
