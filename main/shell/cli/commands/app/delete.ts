import type { Command } from 'commander';
import { qualified } from '../../app-name.ts';
import { chosenApps } from '../../chosen-apps.ts';
import type { CommandContext } from '../../context.ts';
import { CommandError } from '../../exit.ts';
import { followApplication } from '../../watch-app.ts';

interface DeleteFlags {
  readonly cascade: boolean;
  readonly propagationPolicy: string;
  readonly selector?: string;
  readonly yes?: boolean;
  readonly wait?: boolean;
  readonly appNamespace?: string;
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
    .option('--wait', 'wait until it is gone')
    .option('-N, --app-namespace <namespace>', 'namespace of the application')
    .addHelpText(
      'after',
      '\nExamples:\n  argosy app delete guestbook --yes --wait\n  argosy app delete guestbook --cascade=false',
    )
    .action(async (names: string[], flags: DeleteFlags) => {
      const { io } = context;
      if (flags.propagationPolicy !== 'foreground' && flags.propagationPolicy !== 'background') {
        throw new CommandError(`invalid propagation policy: ${flags.propagationPolicy}`);
      }
      await context.withEngine(async (client, engineRuns) => {
        const all = await chosenApps(client, names, flags, 'no matching apps found for filter');
        let everything = flags.yes === true || !flags.cascade || io.ask === undefined;
        for (const name of all) {
          if (!everything) {
            const several = all.length > 1;
            const answer = (
              await io.ask!(
                `Are you sure you want to delete '${name}' and all its resources? [y/n${several ? '/a' : ''}] `,
              )
            )
              .trim()
              .toLowerCase();
            if (several && (answer === 'a' || answer === 'all')) everything = true;
            else if (answer !== 'y' && answer !== 'yes') {
              io.out(`The command to delete '${name}' was cancelled.\n`);
              continue;
            }
          }
          await client.call(
            'app.delete',
            { name, cascade: flags.cascade, propagation: flags.propagationPolicy as 'foreground' | 'background' },
            io.interrupted,
          );
          // Without an engine beside it nothing would go on after this command.
          if (flags.wait || !engineRuns) {
            await followApplication(client, name, () => false, { timeoutMs: 0, signal: io.interrupted });
          }
          io.out(`application '${name}' deleted\n`);
        }
      });
    });
}

export function terminateCommand(app: Command, context: CommandContext): void {
  app
    .command('terminate-op <name>')
    .summary('End the operation that is under way')
    .option('-N, --app-namespace <namespace>', 'namespace of the application')
    .addHelpText('after', '\nExample:\n  argosy app terminate-op guestbook')
    .action(async (name: string, flags: { readonly appNamespace?: string }) => {
      await context.withEngine((client) => client.call('app.terminate', { name: qualified(name, flags.appNamespace) }));
      context.io.out(`Application '${name}' operation terminating\n`);
    });
}
