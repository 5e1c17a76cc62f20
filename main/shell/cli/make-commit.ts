import type { Output } from '../../../preload/contract/index.ts';
import type { Application } from '../../model/index.ts';
import type { Client } from '../client/client.ts';
import { shortRevision } from './app-text.ts';
import type { CommandContext } from './context.ts';
import { CommandError, EXIT } from './exit.ts';
import { followOperation, type Watched } from './follow-operation.ts';
import type { GitChange } from './git-change-text.ts';
import { holdText } from './hold-text.ts';
import type { Io } from './io.ts';
import { operationFromFlags } from './operation-from-flags.ts';
import { structured } from './output.ts';
import { agrees, typesName } from './questions.ts';
import { inert } from './table.ts';

export interface CommitFlags {
  readonly branch?: string;
  readonly yes?: boolean;
  readonly preview?: boolean;
  readonly async?: boolean;
  readonly timeout?: string;
  readonly appNamespace?: string;
  readonly output: string;
}

export interface CommitCalls {
  readonly plan: () => Promise<GitChange>;
  /** Makes and pushes the commit of this hash, or nothing. */
  readonly push: (hash: string) => Promise<Output<'app.revert'>>;
}

/** The engine that a commit is asked of. `runs`: it goes on after this command, and syncs by itself. */
export interface CommitEngine {
  readonly client: Client;
  readonly runs: boolean;
}

/** Shows a commit, asks, makes and pushes it, and waits for what the application makes of it: `app revert` and `app capture`. */
export async function makeCommit(
  { client, runs }: CommitEngine,
  name: string,
  flags: CommitFlags,
  { io, now }: CommandContext,
  { plan, push }: CommitCalls,
): Promise<void> {
  // Loaded only now: with it comes the diff room, which few commands need.
  const { gitChangeText } = await import('./git-change-text.ts');
  const change = await plan();
  if (flags.preview) {
    io.out(structured(change, flags.output) ?? gitChangeText(change));
    return;
  }
  io.err(gitChangeText(change));
  if (!flags.yes) {
    const heavy = change.guards.length > 0;
    const agreed = heavy
      ? await typesName(io, name, 'this revert')
      : await agrees(io, `Push this commit to ${inert(change.branch)}?`);
    if (agreed === undefined) {
      throw new CommandError(
        'nothing was pushed: there is nobody to ask',
        EXIT.failed,
        'Look at it with --preview, then say --yes.',
      );
    }
    if (!agreed) {
      io.err('Nothing was pushed.\n');
      return;
    }
  }
  const pushed = await push(change.hash);
  io.err(inert(`${shortRevision(pushed.commit)} pushed to ${pushed.branch}`).concat('\n'));
  // A branch of its own is for a review: nothing is synced from it.
  if (flags.async || flags.branch !== undefined) {
    io.out(structured(pushed, flags.output) ?? `${inert(pushed.commit)}\n`);
    return;
  }
  if (!runs) await syncAsAutomationWould(client, name, io);
  const { status } = await followOperation(client, name, flags, io, arrivalOf(pushed.commit));
  // Git is right again, but a hold outlasts that.
  if (status?.hold !== undefined) io.err(`Automation is ${holdText(status.hold, now())}\n`);
}

/** An engine that lives for one command does nothing by itself. */
async function syncAsAutomationWould(client: Client, name: string, io: Io): Promise<void> {
  const app = await client.call('app.get', { name }, io.interrupted);
  const { automated } = app.spec.syncPolicy ?? {};
  if (automated === undefined || automated.enabled === false) return;
  if (app.operation !== undefined || app.status?.hold !== undefined || app.status?.sync?.status === 'Synced') return;
  const operation = await operationFromFlags(client, app, name, { prune: automated.prune === true }, io);
  await client.call('app.sync', { name, operation }, io.interrupted);
}

/**
 * An application is where a commit leads when an operation to it has ended, or when it was compared with it and is the same, or is held: then
 * nothing more happens until a person releases it.
 */
export function arrivalOf(commit: string): Watched {
  const names = (one: { readonly revision?: string; readonly revisions?: readonly string[] } | undefined): boolean =>
    one?.revision === commit || one?.revisions?.includes(commit) === true;
  const synced = (app: Application): boolean => names(app.status?.operationState?.syncResult);
  return {
    concerned: synced,
    ended: (app) => {
      const { operationState: state, sync, hold } = app.status ?? {};
      if (app.operation !== undefined || (state !== undefined && state.finishedAt === undefined)) return false;
      return synced(app) || (names(sync) && (sync?.status === 'Synced' || hold !== undefined));
    },
  };
}
