import type { Command } from 'commander';
import type { CommandContext } from '../../context.ts';
import { createCommand } from './create.ts';
import { deleteCommand, terminateCommand } from './delete.ts';
import { diffCommand } from './diff.ts';
import { editCommand, patchCommand } from './edit.ts';
import { getCommand } from './get.ts';
import { historyCommand } from './history.ts';
import { listCommand } from './list.ts';
import { logsCommand } from './logs.ts';
import { manifestsCommand } from './manifests.ts';
import { getResourceCommand, resourcesCommand } from './resources.ts';
import { setCommand } from './set.ts';
import { syncCommand } from './sync.ts';
import { unsetCommand } from './unset.ts';
import { waitCommand } from './wait.ts';

export function appCommands(program: Command, context: CommandContext): void {
  const app = program.command('app').summary('Manage applications');
  for (const add of [
    createCommand,
    listCommand,
    getCommand,
    setCommand,
    unsetCommand,
    diffCommand,
    syncCommand,
    waitCommand,
    historyCommand,
    manifestsCommand,
    resourcesCommand,
    getResourceCommand,
    logsCommand,
    patchCommand,
    editCommand,
    terminateCommand,
    deleteCommand,
  ]) {
    add(app, context);
  }
}
