import { Command } from 'commander';
import { appCommands } from './commands/app/index.ts';
import { clusterCommands } from './commands/cluster.ts';
import { completionCommand } from './commands/completion.ts';
import { configCommands } from './commands/config.ts';
import { engineCommand } from './commands/engine.ts';
import { projCommands } from './commands/proj.ts';
import { repoCommands } from './commands/repo.ts';
import { versionCommand } from './commands/version.ts';
import { commandContext } from './context.ts';
import type { Io } from './io.ts';

/** All commands. `exitWith` sets the code of a command that ends well but says something by it (`app diff`). */
export function createProgram(io: Io, exitWith: (code: number) => void): Command {
  const program = new Command('argosy')
    .description('GitOps for many clusters: Argo CD’s manifests, nothing installed in any cluster.')
    .showHelpAfterError('(add --help for more)')
    .configureOutput({ writeOut: io.out, writeErr: io.err });
  const context = commandContext(io, exitWith);
  appCommands(program, context);
  clusterCommands(program, context);
  completionCommand(program, context);
  configCommands(program, context);
  engineCommand(program, io);
  projCommands(program, context);
  repoCommands(program, context);
  versionCommand(program, context);
  for (const command of allCommands(program)) {
    command.exitOverride();
    command.configureOutput({ writeOut: io.out, writeErr: io.err });
  }
  return program;
}

export function* allCommands(command: Command): Iterable<Command> {
  yield command;
  for (const below of command.commands) yield* allCommands(below);
}
