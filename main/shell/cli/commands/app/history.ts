import type { Command } from 'commander';
import type { Application } from '../../../../model/index.ts';
import { qualified } from '../../app-name.ts';
import type { CommandContext } from '../../context.ts';
import { historyText } from '../../history-text.ts';
import { structured, unknownFormat } from '../../output.ts';

export function historyCommand(app: Command, context: CommandContext): void {
  app
    .command('history <name>')
    .summary('Show the deployments of an application')
    .option('-N, --app-namespace <namespace>', 'namespace of the application')
    .option('-o, --output <format>', 'wide (also who, how long, images and plan), id, json or yaml', '')
    .addHelpText('after', '\nExamples:\n  argosy app history guestbook\n  argosy app history guestbook -o wide')
    .action(async (name: string, flags: { readonly appNamespace?: string; readonly output: string }) => {
      const found = await context.withEngine((client) =>
        client.call('app.get', { name: qualified(name, flags.appNamespace) }),
      );
      context.io.out(textOf(found, flags.output));
    });
}

function textOf(app: Application, format: string): string {
  const history = app.status?.history ?? [];
  if (format === 'id') return history.map(({ id }) => `${id}\n`).join('');
  if (format === '' || format === 'wide') return historyText(app, format === 'wide');
  const text = structured(history, format);
  if (text === undefined) throw unknownFormat(format);
  return text;
}
