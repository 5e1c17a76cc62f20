import type { Command } from 'commander';
import { qualified } from '../../app-name.ts';
import type { CommandContext } from '../../context.ts';

export function confirmDeletionCommand(app: Command, context: CommandContext): void {
  app
    .command('confirm-deletion <name>')
    .summary('Approve the deletions and prunes that wait for a confirmation')
    .option('-N, --app-namespace <namespace>', 'namespace of the application')
    .addHelpText('after', '\nExample:\n  argosy app confirm-deletion guestbook')
    .action(async (name: string, flags: { readonly appNamespace?: string }) => {
      await context.withEngine((client) =>
        client.call('app.confirmDeletion', { name: qualified(name, flags.appNamespace) }, context.io.interrupted),
      );
      context.io.out(`Application '${name}' deletions confirmed\n`);
    });
}
