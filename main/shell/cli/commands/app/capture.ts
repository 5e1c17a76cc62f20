import type { Command } from 'commander';
import type { Input } from '../../../../../preload/contract/index.ts';
import type { Client } from '../../../client/client.ts';
import { qualified } from '../../app-name.ts';
import type { CommandContext } from '../../context.ts';
import { CommandError } from '../../exit.ts';
import { collect } from '../../flag-values.ts';
import { type CommitFlags, makeCommit } from '../../make-commit.ts';
import { parseResourceArgument, selects } from '../../resource-argument.ts';
import { refuseUnknownFormat } from '../../sync-progress.ts';

interface CaptureFlags extends CommitFlags {
  readonly resource?: readonly string[];
  readonly message?: string;
}

export function captureCommand(app: Command, context: CommandContext): void {
  app
    .command('capture <name>')
    .summary('Write what was changed in the cluster into Git')
    .description(
      'Makes the commit that writes the live difference of an application back into its source, where that is plain YAML or Kustomize. The commit is shown, made in your name, and pushed.',
    )
    .option('--resource <group:kind:name>', 'only these objects; ! in front leaves out', collect)
    .option('--branch <name>', 'push to a new branch of this name')
    .option('-m, --message <text>', 'the commit message')
    .option('--preview', 'show the commit, and make nothing')
    .option('-y, --yes', 'do not ask')
    .option('--async', 'do not wait until the application is compared with it')
    .option('--timeout <seconds>', 'give up waiting after so long')
    .option('-N, --app-namespace <namespace>', 'namespace of the application')
    .option('-o, --output <format>', 'wide, json or yaml', 'wide')
    .addHelpText(
      'after',
      '\nExamples:\n  argosy app capture guestbook --preview\n  argosy app capture guestbook --resource apps:Deployment:web -m "Keep five replicas" --yes',
    )
    .action(async (name: string, flags: CaptureFlags) => {
      refuseUnknownFormat(flags.output);
      const { io } = context;
      const id = qualified(name, flags.appNamespace);
      await context.withEngine(async (client, runs) => {
        // Without an engine beside it nothing is known of the cluster yet.
        if (!runs) await client.call('app.get', { name: id, refresh: 'normal' }, io.interrupted);
        const choice = {
          name: id,
          ...(flags.resource === undefined ? {} : { refs: await refsOf(client, id, flags.resource) }),
          ...(flags.branch === undefined ? {} : { branch: flags.branch }),
          ...(flags.message === undefined ? {} : { message: flags.message }),
        };
        await makeCommit({ client, runs }, id, flags, context, {
          plan: () => client.call('app.capturePlan', choice, io.interrupted),
          push: (hash) => client.call('app.capture', { ...choice, hash }, io.interrupted),
        });
      });
    });
}

async function refsOf(
  client: Client,
  name: string,
  resource: readonly string[],
): Promise<NonNullable<Input<'app.capturePlan'>['refs']>> {
  const matches = resource.map(parseResourceArgument);
  const { items } = await client.call('app.resources', { name });
  const refs = items
    .filter(({ ref, hook, verdict }) => !hook && verdict !== 'same' && selects(matches, ref))
    .map(({ ref: { group, kind, namespace, name: object } }) => ({ group, kind, namespace, name: object }));
  if (refs.length === 0) throw new CommandError(`No differing resources found for filter: ${resource.join(', ')}`);
  return refs;
}
