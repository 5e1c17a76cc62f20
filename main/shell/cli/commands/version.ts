import type { Command } from 'commander';
import { VERSION } from '../../version.ts';
import type { CommandContext } from '../context.ts';
import { structured, unknownFormat } from '../output.ts';

export function versionCommand(program: Command, context: CommandContext): void {
  program
    .command('version')
    .summary('Show versions')
    .option('--client', 'only of this command')
    .option('--short', 'only the number')
    .option('-o, --output <format>', 'wide, short, json or yaml', 'wide')
    .addHelpText('after', '\nExample:\n  argosy version --client')
    .action(async (flags: { readonly client?: boolean; readonly short?: boolean; readonly output: string }) => {
      const format = flags.short ? 'short' : flags.output;
      const client = { Version: VERSION, Node: process.version, Platform: `${process.platform}/${process.arch}` };
      const engine = flags.client ? undefined : await context.withEngine((one) => one.call('engine.version', {}));
      if (format === 'json' || format === 'yaml') {
        context.io.out(structured({ client, ...(engine === undefined ? {} : { engine }) }, format)!);
        return;
      }
      if (format !== 'wide' && format !== 'short' && format !== '') throw unknownFormat(format);
      context.io.out(`argosy: ${client.Version}\n`);
      if (format !== 'short') context.io.out(`  Node: ${client.Node}\n  Platform: ${client.Platform}\n`);
      if (!engine) return;
      context.io.out(`engine: ${engine.argosy}\n`);
      if (format === 'short') return;
      context.io.out(`  Node: ${engine.node}\n`);
      for (const [name, digest] of Object.entries(engine.engines))
        context.io.out(`  ${name}: sha256:${digest.slice(0, 12)}\n`);
    });
}
