import type { Command } from 'commander';
import { qualified } from '../../app-name.ts';
import type { CommandContext } from '../../context.ts';

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
