import type { Command } from 'commander';
import type { Client } from '../../../client/client.ts';
import { chosenApps } from '../../chosen-apps.ts';
import type { CommandContext } from '../../context.ts';
import { type DeletionPlan, deletionText } from '../../deletion-text.ts';
import { CommandError } from '../../exit.ts';
import type { Io } from '../../io.ts';
import { structured, unknownFormat } from '../../output.ts';
import { typesName } from '../../questions.ts';
import { followApplication } from '../../watch-app.ts';

interface DeleteFlags {
  readonly cascade: boolean;
  readonly propagationPolicy: string;
  readonly selector?: string;
  readonly yes?: boolean;
  readonly preview?: boolean;
  readonly wait?: boolean;
  readonly appNamespace?: string;
  readonly output: string;
}

export function deleteCommand(app: Command, context: CommandContext): void {
  app
    .command('delete [names...]')
    .alias('rm')
    .summary('Delete an application, and its objects unless told otherwise')
    .option('--cascade', 'delete its objects too', true)
    .option('--no-cascade')
    .option('-p, --propagation-policy <policy>', 'foreground or background', 'foreground')
    .option('-l, --selector <selector>', 'all applications with these labels')
    .option('-y, --yes', 'do not ask')
    .option('--preview', 'show what would go with it, and delete nothing')
    .option('--wait', 'wait until it is gone')
    .option('-N, --app-namespace <namespace>', 'namespace of the application')
    .option('-o, --output <format>', 'of --preview: wide, json or yaml', 'wide')
    .addHelpText(
      'after',
      '\nExamples:\n  argosy app delete guestbook --preview\n  argosy app delete guestbook --yes --wait\n  argosy app delete guestbook --cascade=false',
    )
    .action(async (names: string[], flags: DeleteFlags) => {
      const { io } = context;
      if (flags.propagationPolicy !== 'foreground' && flags.propagationPolicy !== 'background') {
        throw new CommandError(`invalid propagation policy: ${flags.propagationPolicy}`);
      }
      if (!['wide', '', 'json', 'yaml'].includes(flags.output)) throw unknownFormat(flags.output);
      const propagation = flags.propagationPolicy;
      await context.withEngine(async (client, engineRuns) => {
        const all = await chosenApps(client, names, flags, 'no matching apps found for filter');
        const plan = (name: string) =>
          client.call('app.deletionPlan', { name, cascade: flags.cascade, propagation }, io.interrupted);
        if (flags.preview) {
          for (const name of all) {
            const deletion = await plan(name);
            io.out(structured(deletion, flags.output) ?? `${headline(all, name)}${deletionText(deletion)}`);
          }
          return;
        }
        const question = new DeletionQuestion(io, all, flags.yes === true, flags.cascade, plan);
        for (const name of all) {
          if (!(await question.agreed(name))) {
            io.out(`The command to delete '${name}' was cancelled.\n`);
            continue;
          }
          await client.call('app.delete', { name, cascade: flags.cascade, propagation }, io.interrupted);
          // Without an engine beside it nothing would go on after this command.
          if (flags.wait || !engineRuns) await gone(client, name, io);
          io.out(`application '${name}' deleted\n`);
        }
      });
    });
}

function headline(all: readonly string[], name: string): string {
  return all.length > 1 ? `\n${name}\n` : '';
}

/** Asks about one application after the other, each with what goes with it; what takes much with it by its name. */
class DeletionQuestion {
  readonly #io: Io;
  readonly #all: readonly string[];
  readonly #silent: boolean;
  readonly #cascade: boolean;
  readonly #plan: (name: string) => Promise<DeletionPlan>;
  #everything = false;

  constructor(
    io: Io,
    all: readonly string[],
    silent: boolean,
    cascade: boolean,
    plan: (name: string) => Promise<DeletionPlan>,
  ) {
    this.#io = io;
    this.#all = all;
    this.#silent = silent;
    this.#cascade = cascade;
    this.#plan = plan;
  }

  async agreed(name: string): Promise<boolean> {
    // What nobody looks at is not asked for: it may need a cluster that is away.
    if (this.#silent || (!this.#cascade && this.#io.ask === undefined)) return true;
    const deletion = await this.#plan(name);
    if (!this.#cascade) {
      // Nothing is deleted but the application: what is left behind without an owner is said, and argocd does not ask (reference §12.2).
      this.#io.err(`${headline(this.#all, name)}${deletionText(deletion)}`);
      return true;
    }
    const { guards } = deletion;
    if (this.#io.ask !== undefined || guards.length > 0) {
      this.#io.err(`${headline(this.#all, name)}${deletionText(deletion)}`);
    }
    if (guards.length > 0) return typesName(this.#io, name, `deleting '${name}'`);
    // argocd asks on a terminal only (reference §12.2).
    if (this.#everything || this.#io.ask === undefined) return true;
    const several = this.#all.length > 1;
    const answer = (
      await this.#io.ask(
        `Are you sure you want to delete '${name}' and all its resources? [y/n${several ? '/a' : ''}] `,
      )
    )
      .trim()
      .toLowerCase();
    if (several && (answer === 'a' || answer === 'all')) this.#everything = true;
    return this.#everything || answer === 'y' || answer === 'yes';
  }
}

async function gone(client: Client, name: string, io: Io): Promise<void> {
  await followApplication(client, name, () => false, { timeoutMs: 0, signal: io.interrupted });
}
