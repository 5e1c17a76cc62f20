import type { Command } from 'commander';
import { againLine } from '../../again-line.ts';
import { qualified } from '../../app-name.ts';
import type { CommandContext } from '../../context.ts';
import { wholeNumber } from '../../flag-values.ts';
import { operationFromFlags } from '../../operation-from-flags.ts';
import { structured, unknownFormat } from '../../output.ts';
import { hasDifferences, planText } from '../../plan-text.ts';
import { addSyncFlags, type SyncFlags } from '../../sync-flags.ts';

interface PlanFlags extends SyncFlags {
  readonly refresh?: boolean;
  readonly hardRefresh?: boolean;
  readonly exitCode: boolean;
  readonly diffExitCode: string;
  readonly appNamespace?: string;
  readonly output: string;
}

/** Flags that say how to show a plan, not what it is of. */
const SHOWING = new Set(['refresh', 'hardRefresh', 'exitCode', 'diffExitCode', 'output']);

export function planCommand(app: Command, context: CommandContext): void {
  addSyncFlags(app.command('plan <name>').summary('Show what a sync would do, and change nothing'))
    .option('--refresh', 'look at the repository and the cluster first')
    .option('--hard-refresh', 'also render again')
    .option('--exit-code', 'end with 1 when something differs', true)
    .option('--no-exit-code')
    .option('--diff-exit-code <n>', 'end with this code when something differs', '1')
    .option('-N, --app-namespace <namespace>', 'namespace of the application')
    .option('-o, --output <format>', 'wide, json or yaml', 'wide')
    .addHelpText(
      'after',
      '\nExamples:\n  argosy app plan guestbook --prune\n  argosy app plan guestbook --revision v2 -o json\n  argosy app plan guestbook --resource apps:Deployment:web',
    )
    .action(async (name: string, flags: PlanFlags, command: Command) => {
      const { io } = context;
      if (!['wide', '', 'json', 'yaml'].includes(flags.output)) throw unknownFormat(flags.output);
      const exitCode = wholeNumber(flags.diffExitCode, '--diff-exit-code');
      const id = qualified(name, flags.appNamespace);
      const plan = await context.withEngine(async (client, engineRuns) => {
        // Without an engine beside it the command compares for itself.
        const how = flags.hardRefresh ? 'hard' : flags.refresh || !engineRuns ? 'normal' : undefined;
        const found = await client.call(
          'app.get',
          { name: id, ...(how === undefined ? {} : { refresh: how }) },
          io.interrupted,
        );
        const operation = await operationFromFlags(client, found, id, flags, io);
        return client.call('app.plan', { name: id, operation }, io.interrupted);
      });
      const whole = structured(plan, flags.output);
      if (whole !== undefined) io.out(whole);
      else {
        io.out(planText(plan));
        if (plan.invalid.length > 0) io.out('A sync would be refused: mend what is refused first.\n');
        else io.out(`Apply exactly this: ${againLine(command, ['app', 'sync', name, '--plan', plan.hash], SHOWING)}\n`);
      }
      if (flags.exitCode && hasDifferences(plan)) context.exitWith(exitCode);
    });
}
