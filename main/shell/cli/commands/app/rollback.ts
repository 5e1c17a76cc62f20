import type { Command } from 'commander';
import type { Input, Output } from '../../../../../preload/contract/index.ts';
import type { Client } from '../../../client/client.ts';
import { againLine } from '../../again-line.ts';
import { qualified } from '../../app-name.ts';
import type { CommandContext } from '../../context.ts';
import { CommandError } from '../../exit.ts';
import { wholeNumber } from '../../flag-values.ts';
import { followOperation } from '../../follow-operation.ts';
import { entryText } from '../../history-text.ts';
import { holdText } from '../../hold-text.ts';
import { structured } from '../../output.ts';
import { planHash } from '../../plan-hash.ts';
import { planText } from '../../plan-text.ts';
import { typesName } from '../../questions.ts';
import { refuseUnknownFormat } from '../../sync-progress.ts';

interface RollbackFlags {
  readonly prune?: boolean;
  readonly hooks?: boolean;
  readonly hold?: string;
  readonly releaseOnNewCommit?: boolean;
  readonly neverAgain?: boolean;
  readonly plan?: string;
  readonly preview?: boolean;
  readonly yes?: boolean;
  readonly timeout?: string;
  readonly appNamespace?: string;
  readonly output: string;
}

/** Flags that say how to show it, not what it does. */
const SHOWING = new Set(['preview', 'output', 'timeout', 'plan']);

export function rollbackCommand(app: Command, context: CommandContext): void {
  app
    .command('rollback <name> [id]')
    .summary('Go back to an earlier deployment; without an ID to the previous one')
    .option('--prune', 'delete what that deployment did not have')
    .option('--hooks', 'run its hooks too')
    .option('--hold <reason>', 'keep automation away from it until it is released')
    .option('--release-on-new-commit', 'a new commit in Git releases the hold')
    .option('--never-again', 'never sync the revision that is left until it is allowed again')
    .option('--plan <hash>', 'only if it is still just what --preview showed')
    .option('--preview', 'show what it would do, and change nothing')
    .option('-y, --yes', 'do not ask when it prunes much')
    .option('--timeout <seconds>', 'give up waiting after so long')
    .option('-N, --app-namespace <namespace>', 'namespace of the application')
    .option('-o, --output <format>', 'wide, json or yaml', 'wide')
    .addHelpText(
      'after',
      '\nExamples:\n  argosy app rollback guestbook --preview\n  argosy app rollback guestbook 3 --hold "orders fail since 1.4"\n  argosy app rollback guestbook --prune --hold "bad release" --never-again',
    )
    .action(async (name: string, id: string | undefined, flags: RollbackFlags, command: Command) => {
      refuseUnknownFormat(flags.output);
      const request = requestOf(qualified(name, flags.appNamespace), id, flags);
      const words = ['app', 'rollback', name, ...(id === undefined ? [] : [id])];
      await context.withEngine((client) =>
        rollback(client, request, flags, context, (hash) => againLine(command, [...words, '--plan', hash], SHOWING)),
      );
    });
}

function requestOf(name: string, id: string | undefined, flags: RollbackFlags): Input<'app.rollback'> {
  if (flags.releaseOnNewCommit && flags.hold === undefined)
    throw new CommandError('--release-on-new-commit goes with --hold REASON');
  return {
    name,
    ...(id === undefined ? {} : { id: wholeNumber(id, 'ID') }),
    prune: flags.prune === true,
    hooks: flags.hooks === true,
    ...(flags.hold === undefined
      ? {}
      : { hold: { reason: flags.hold, releaseOnNewCommit: flags.releaseOnNewCommit === true } }),
    refuse: flags.neverAgain === true,
    ...(flags.plan === undefined ? {} : { planHash: planHash(flags.plan) }),
  };
}

async function rollback(
  client: Client,
  request: Input<'app.rollback'>,
  flags: RollbackFlags,
  context: CommandContext,
  again: (hash: string) => string,
): Promise<void> {
  const { io } = context;
  const { hold: _, refuse: __, planHash: ___, ...choice } = request;
  const plan = await client.call('app.rollbackPlan', choice, io.interrupted);
  if (flags.preview) {
    io.out(structured(plan, flags.output) ?? `${previewText(plan)}Do exactly this: ${again(plan.hash)}\n`);
    return;
  }
  // The difference to now, before anything happens; standard output is for what is done.
  io.err(previewText(plan));
  if (plan.guards.length > 0 && !flags.yes && flags.plan === undefined) {
    if (!(await typesName(io, request.name, 'this rollback'))) {
      io.err('Nothing was changed.\n');
      return;
    }
    request = { ...request, planHash: plan.hash };
  }
  await client.call('app.rollback', request, io.interrupted);
  const done = await followOperation(client, request.name, flags, io);
  if (done.status?.hold !== undefined) io.err(`Automation is ${holdText(done.status.hold, context.now())}\n`);
}

function previewText(plan: Output<'app.rollbackPlan'>): string {
  return `Back to ${entryText(plan.entry)}\n${planText(plan)}`;
}
