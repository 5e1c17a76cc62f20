import type { Command } from 'commander';

/** A command and everything below it. */
export function* allCommands(command: Command): Iterable<Command> {
  yield command;
  for (const below of command.commands) yield* allCommands(below);
}
