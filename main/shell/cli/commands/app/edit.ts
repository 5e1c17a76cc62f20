import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { parseApplicationSpec, parseYaml, toYaml } from '../../../../model/index.ts';
import { qualified } from '../../app-name.ts';
import type { CommandContext } from '../../context.ts';
import { CommandError, EXIT } from '../../exit.ts';
import { readText } from '../../files.ts';

export function patchCommand(app: Command, context: CommandContext): void {
  app
    .command('patch <name>')
    .summary('Patch an application')
    .requiredOption('--patch <patch>', 'the patch as JSON, or @file')
    .option('--type <type>', 'json or merge', 'json')
    .option('-N, --app-namespace <namespace>', 'namespace of the application')
    .addHelpText(
      'after',
      `\nExample:\n  argosy app patch guestbook --type merge --patch '{"spec":{"source":{"targetRevision":"v2"}}}'`,
    )
    .action(
      async (
        name: string,
        flags: { readonly patch: string; readonly type: string; readonly appNamespace?: string },
      ) => {
        if (flags.type !== 'json' && flags.type !== 'merge')
          throw new CommandError(`Error: unknown patch type ${flags.type}`);
        const patch = flags.patch.startsWith('@') ? readText(flags.patch.slice(1), context.io.cwd) : flags.patch;
        const patched = await context.withEngine((client) =>
          client.call(
            'app.patch',
            { name: qualified(name, flags.appNamespace), patch, type: flags.type as 'json' | 'merge' },
            context.io.interrupted,
          ),
        );
        context.io.out(toYaml(patched));
      },
    );
}

export function editCommand(app: Command, context: CommandContext): void {
  app
    .command('edit <name>')
    .summary('Edit the spec of an application')
    .option('-N, --app-namespace <namespace>', 'namespace of the application')
    .addHelpText('after', '\nExample:\n  EDITOR=nano argosy app edit guestbook')
    .action(async (name: string, flags: { readonly appNamespace?: string }) => {
      await context.withEngine(async (client) => {
        const current = await client.call('app.get', { name: qualified(name, flags.appNamespace) });
        const folder = await mkdtemp(join(tmpdir(), 'argosy-edit-'));
        const file = join(folder, `${current.metadata.name}.yaml`);
        try {
          const before = toYaml(current.spec);
          await writeFile(file, before, { mode: 0o600 });
          if ((await context.io.edit(file)) !== 0)
            throw new CommandError('the editor ended with an error: nothing was changed', EXIT.error);
          const after = await readFile(file, 'utf8');
          if (after === before) {
            context.io.err('Nothing was changed.\n');
            return;
          }
          const spec = parseApplicationSpec(parseYaml(after, { file }), { file });
          await client.call(
            'app.update',
            { application: { ...current, spec }, validate: true },
            context.io.interrupted,
          );
        } finally {
          await rm(folder, { recursive: true, force: true });
        }
      });
    });
}
