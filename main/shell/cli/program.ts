import { Command } from 'commander';
import { VERSION } from '../version.ts';
import { allCommands } from './all-commands.ts';
import { appCommands } from './commands/app/index.ts';
import { clusterCommands } from './commands/cluster.ts';
import { completionCommand } from './commands/completion.ts';
import { configCommands } from './commands/config.ts';
import { engineCommand } from './commands/engine.ts';
import { projCommands } from './commands/proj.ts';
import { repoCommands } from './commands/repo.ts';
import { sandboxCommands } from './commands/sandbox.ts';
import { serveCommand } from './commands/serve.ts';
import { versionCommand } from './commands/version.ts';
import { commandContext } from './context.ts';
import type { Io } from './io.ts';

/** All commands. `exitWith` sets the code of a command that ends well but says something by it (`app diff`). */
export function createProgram(io: Io, exitWith: (code: number) => void): Command {
  const program = new Command('argosy')
    .description('GitOps for many clusters: Argo CD’s manifests, nothing installed in any cluster.')
    .version(VERSION, '-V, --version', 'show the version of this command')
    .addHelpText(
      'after',
      `
Flags of argocd that say how to reach a server (--server, --grpc-web, --auth-token …) are accepted and mean nothing here.

Examples:
  argosy cluster add prod-eu
  argosy app create guestbook --repo https://example.com/apps.git --path guestbook --dest-name prod-eu --dest-namespace default
  argosy app diff guestbook
  argosy app sync guestbook`,
    );
  const context = commandContext(io, exitWith);
  appCommands(program, context);
  clusterCommands(program, context);
  completionCommand(program, context);
  configCommands(program, context);
  engineCommand(program, io);
  projCommands(program, context);
  repoCommands(program, context);
  sandboxCommands(program, io);
  serveCommand(program, io);
  versionCommand(program, context);
  for (const command of allCommands(program)) {
    command
      .exitOverride()
      .showHelpAfterError(`(${pathOf(command)} --help shows what it takes)`)
      .configureOutput({
        writeOut: io.out,
        writeErr: io.err,
        getOutHelpWidth: () => io.columns,
        getErrHelpWidth: () => io.columns,
        getOutHasColors: () => false,
        getErrHasColors: () => false,
      });
    if (command.description() === '') command.description(command.summary());
    // `--no-prune` stands for `--prune=false`: that it is there needs no line of its own.
    for (const option of command.options) if (option.negate && option.description === '') option.hideHelp();
  }
  return program;
}

/** `argosy app sync` */
function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}
