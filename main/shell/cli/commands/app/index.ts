import type { Command } from 'commander';
import type { CommandContext } from '../../context.ts';
import { captureCommand } from './capture.ts';
import { confirmDeletionCommand } from './confirm-deletion.ts';
import { createCommand } from './create.ts';
import { deleteCommand } from './delete.ts';
import { deleteResourceCommand } from './delete-resource.ts';
import { diffCommand } from './diff.ts';
import { editCommand, patchCommand } from './edit.ts';
import { getCommand } from './get.ts';
import { historyCommand } from './history.ts';
import { listCommand } from './list.ts';
import { logsCommand } from './logs.ts';
import { manifestsCommand } from './manifests.ts';
import { pauseCommand } from './pause.ts';
import { planCommand } from './plan.ts';
import { releaseCommand } from './release.ts';
import { getResourceCommand, resourcesCommand } from './resources.ts';
import { revertCommand } from './revert.ts';
import { rollbackCommand } from './rollback.ts';
import { setCommand } from './set.ts';
import { syncCommand } from './sync.ts';
import { terminateCommand } from './terminate.ts';
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
    planCommand,
    syncCommand,
    waitCommand,
    historyCommand,
    rollbackCommand,
    revertCommand,
    captureCommand,
    pauseCommand,
    releaseCommand,
    manifestsCommand,
    resourcesCommand,
    getResourceCommand,
    logsCommand,
    patchCommand,
    editCommand,
    terminateCommand,
    confirmDeletionCommand,
    deleteCommand,
    deleteResourceCommand,
  ]) {
    add(app, context);
  }
}
