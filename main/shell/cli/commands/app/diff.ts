import { type Command, Option } from 'commander';
import { qualified } from '../../app-name.ts';
import type { CommandContext } from '../../context.ts';
import { CommandError, EXIT } from '../../exit.ts';
import { collect, collectList, wholeNumber } from '../../flag-values.ts';
import { inert, inertLines } from '../../table.ts';
import { targetFromFlags } from '../../target-from-flags.ts';

interface DiffFlags {
  readonly local?: string;
  readonly revision?: string;
  readonly revisions?: readonly string[];
  readonly sourcePositions?: readonly string[];
  readonly sourceNames?: readonly string[];
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
    .option('--source-positions <n>', 'which source the revision is of, from 1', collectList)
    .option('--source-names <name>', 'which source the revision is of, by name', collect)
    .option('--refresh', 'look at the repository and the cluster first')
    .option('--hard-refresh', 'also render again')
    .option('--exit-code', 'end with 1 when something differs', true)
    .option('--no-exit-code')
    .option('--diff-exit-code <n>', 'end with this code when something differs', '1')
    .option('-N, --app-namespace <namespace>', 'namespace of the application')
    // The engine renders as it always does and asks the API server where its own prediction is not sure: nothing is left to choose.
    .addOption(new Option('--local-repo-root <folder>').hideHelp())
    .addOption(new Option('--server-side-generate').hideHelp())
    .addOption(new Option('--server-side-diff').hideHelp())
    .addOption(new Option('--no-server-side-diff').hideHelp())
    .addOption(new Option('--server-side-diff-concurrency <n>').hideHelp())
    .addOption(new Option('--server-side-diff-max-batch-kb <n>').hideHelp())
    .addOption(new Option('--ignore-normalizer-jq-execution-timeout <duration>').hideHelp())
    .addOption(new Option('--local-include <glob>').argParser(collect).hideHelp())
    .addHelpText(
      'after',
      '\nExamples:\n  argosy app diff guestbook --revision feature\n  argosy app diff guestbook --local ./guestbook',
    )
    .action(async (name: string | undefined, rest: string[], flags: DiffFlags) => {
      if (name === undefined || rest.length > 0) throw new CommandError('usage: argosy app diff NAME', EXIT.diffUsage);
      const how = flags.hardRefresh ? 'hard' : flags.refresh ? 'normal' : undefined;
      const exitCode = wholeNumber(flags.diffExitCode, '--diff-exit-code');
      const id = qualified(name, flags.appNamespace);
      const { items } = await context.withEngine(async (client, engineRuns) => {
        const target = await targetFromFlags(client, id, flags, context.io.cwd);
        return client.call(
          'app.diff',
          {
            name: id,
            ...(target === undefined ? {} : { target }),
            // Without an engine beside it the command compares for itself.
            ...(how !== undefined ? { refresh: how } : engineRuns ? {} : { refresh: 'normal' as const }),
          },
          context.io.interrupted,
        );
      });
      // Loaded only now: no other command needs the room.
      const { diffText } = await import('../../../../diff/index.ts');
      let differs = false;
      for (const item of items) {
        if (item.hook || item.verdict === 'same') continue;
        if (item.verdict === 'unknown') {
          context.io.err(`${inert(`${item.ref.kind} ${item.ref.name} cannot be compared: ${item.because ?? ''}`)}\n`);
          continue;
        }
        differs = true;
        const desired = item.verdict === 'extra' ? undefined : (item.predictedLive ?? item.desired);
        const text = diffText(item.normalizedLive, desired);
        // A terminal must not obey what stands in a field; a file gets the text as it is.
        context.io.out(context.io.terminal ? inertLines(text) : text);
      }
      if (differs && flags.exitCode) context.exitWith(exitCode);
    });
}
