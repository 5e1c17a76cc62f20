import type { Command } from 'commander';
import type { Io } from '../io.ts';

export function engineCommand(program: Command, io: Io): void {
  program
    .command('engine')
    .summary('Run the engine in the foreground')
    .description(
      'Runs the engine until Ctrl-C or SIGTERM: it keeps all applications compared and synced as their policies say, and serves the other commands.',
    )
    .option('--guide', 'say what to do next while there is nothing to do')
    .addHelpText('after', '\nExample:\n  argosy engine')
    .action(async (flags: { readonly guide?: boolean }) => {
      const { runEngine } = await import('../../run-engine.ts');
      await runEngine(io, { guide: flags.guide === true });
    });
}
