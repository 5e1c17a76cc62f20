import type { Command } from 'commander';
import { type AppFlags, addAppFlags } from '../../app-flags.ts';
import { qualified } from '../../app-name.ts';
import { sourcesOf } from '../../app-text.ts';
import type { CommandContext } from '../../context.ts';
import { CommandError } from '../../exit.ts';
import { readText } from '../../files.ts';
import { wholeNumber } from '../../flag-values.ts';
import { specFromFlags } from '../../spec-from-flags.ts';

interface SetFlags extends AppFlags {
  readonly validate: boolean;
  readonly sourcePosition?: string;
  readonly appNamespace?: string;
}

export function setCommand(app: Command, context: CommandContext): void {
  const command = addAppFlags(app.command('set <name>'))
    .summary('Change the source, destination or policy of an application')
    .option('--source-position <n>', 'which source of several, from 1')
    .option('--validate', 'check project, repository and path first', true)
    .option('--no-validate')
    .option('-N, --app-namespace <namespace>', 'namespace of the application')
    .addHelpText('after', '\nExample:\n  argosy app set guestbook --sync-policy automated --self-heal')
    .action(async (name: string, flags: SetFlags) => {
      const given = command.options.filter((option) => command.getOptionValueSource(option.attributeName()) === 'cli');
      if (given.length === 0) throw new CommandError('Please set at least one option to update');
      await context.withEngine(async (client) => {
        const current = await client.call('app.get', { name: qualified(name, flags.appNamespace) });
        const position =
          flags.sourcePosition === undefined ? 1 : wholeNumber(flags.sourcePosition, '--source-position');
        const sources = sourcesOf(current).length;
        if (position < 1 || position > Math.max(1, sources)) {
          throw new CommandError(
            `Source position should be specified and must be greater than 0 and at most ${sources}`,
          );
        }
        const spec = specFromFlags(current.spec, flags, (path) => readText(path, context.io.cwd), position - 1);
        await client.call(
          'app.update',
          { application: { ...current, spec }, validate: flags.validate },
          context.io.interrupted,
        );
      });
    });
}
