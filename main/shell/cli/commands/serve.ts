import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { Io } from '../io.ts';

const DEFAULT_PORT = 4460;

export function serveCommand(program: Command, io: Io): void {
  program
    .command('serve')
    .summary('Serve the desktop to a browser of this machine')
    .description(
      'Serves the same pages as the desktop application on 127.0.0.1 until Ctrl-C, and prints a link that lets one browser in, once. Uses the running engine, or runs one.',
    )
    .option('--port <number>', 'Port on 127.0.0.1; 0 takes a free one', parsePort, DEFAULT_PORT)
    .addHelpText('after', '\nExample:\n  argosy serve')
    .action(async (options: { port: number }) => {
      const { runBrowser } = await import('../../browser/run-browser.ts');
      await runBrowser(io, options);
    });
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new InvalidArgumentError('Give a number from 0 to 65535.');
  return port;
}
