import type { Command } from 'commander';
import { diffText } from '../../../../diff/index.ts';
import { qualified } from '../../app-name.ts';
import { type CommandContext, collect } from '../../context.ts';
import { CommandError, EXIT } from '../../exit.ts';

interface DiffFlags {
  readonly local?: string;
  readonly revision?: string;
  readonly revisions?: readonly string[];
  readonly refresh?: boolean;
  readonly hardRefresh?: boolean;
  readonly exitCode: boolean;
  readonly diffExitCode: string;
  readonly appNamespace?: string;
}

export function diffCommand(app: Command, context: CommandContext): void {
  app
    .command('diff [name] [rest...]')
    .summary('Show what differs between the cluster and Git')
    .option('--local <folder>', 'compare with a folder of this machine')
    .option('--revision <revision>', 'compare with another revision')
    .option('--revisions <revision>', 'one revision for each source', collect)
    .option('--refresh', 'look at the repository and the cluster first')
    .option('--hard-refresh', 'also render again')
    .option('--exit-code', 'end with 1 when something differs', true)
    .option('--no-exit-code')
    .option('--diff-exit-code <n>', 'end with this code when something differs', '1')
    .option('-N, --app-namespace <namespace>', 'namespace of the application')
    .addHelpText('after', '\nExample:\n  argosy app diff guestbook --revision feature')
    .action(async (name: string | undefined, rest: string[], flags: DiffFlags) => {
      if (name === undefined || rest.length > 0) throw new CommandError('usage: argosy app diff NAME', EXIT.diffUsage);
      const target =
        flags.local !== undefined
          ? { kind: 'local' as const, folder: flags.local }
          : (flags.revisions ?? flags.revision) === undefined
            ? undefined
            : { kind: 'revisions' as const, revisions: [...(flags.revisions ?? [flags.revision!])] };
      const how = flags.hardRefresh ? 'hard' : flags.refresh ? 'normal' : undefined;
      const { items } = await context.withEngine((client, engineRuns) =>
        client.call(
          'app.diff',
          {
            name: qualified(name, flags.appNamespace),
            ...(target === undefined ? {} : { target }),
            // Without an engine beside it the command compares for itself.
            ...(how !== undefined ? { refresh: how } : engineRuns ? {} : { refresh: 'normal' as const }),
          },
          context.io.interrupted,
        ),
      );
      let differs = false;
      for (const item of items) {
        if (item.hook || item.verdict === 'same') continue;
        if (item.verdict === 'unknown') {
          context.io.err(`${item.ref.kind} ${item.ref.name} cannot be compared: ${item.because ?? ''}\n`);
          continue;
        }
        differs = true;
        const { group, kind, namespace, name: object } = item.ref;
        context.io.out(`\n===== ${group}/${kind} ${namespace}/${object} ======\n`);
        context.io.out(
          diffText(item.normalizedLive, item.verdict === 'extra' ? undefined : (item.predictedLive ?? item.desired)),
        );
      }
      if (differs && flags.exitCode) context.exitWith(Number(flags.diffExitCode));
    });
}
