import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { createLogger, systemClock } from '../../../runtime/index.ts';
import type { Breakage, Sandbox } from '../../../sandbox/index.ts';
import { argosyHome } from '../../home.ts';
import { CommandError } from '../exit.ts';
import { collect, pairs } from '../flag-values.ts';
import type { Io } from '../io.ts';
import { structured, unknownFormat } from '../output.ts';
import { table } from '../table.ts';

/** The prepared commits of the sandbox's content (assets/sandbox/content.json), for the help, which is printed without reading anything. */
export const PREPARED = [
  {
    application: 'guestbook',
    name: 'bad-image',
    makes: 'a release that no registry has: Degraded after ten seconds, the old Pods keep serving',
  },
  { application: 'storefront', name: 'bad-start', makes: 'Pods that crash as they start' },
  {
    application: 'orders',
    name: 'bad-migration',
    makes: 'a hook that fails, so the sync fails before it touches the service',
  },
  { application: 'reports', name: 'typo-fixed', makes: 'an end of what is wrong with it from the beginning' },
] as const;

/** Loaded by the commands that need it: it costs as much as all other commands together. */
const sandbox = () => import('../../../sandbox/index.ts');

function homeOf(io: Io): string {
  return argosyHome({ platform: io.platform, env: io.env, userHome: io.userHome, workingFolder: io.cwd });
}

export function sandboxCommands(program: Command, io: Io): void {
  const command = program
    .command('sandbox')
    .summary('Two simulated clusters and a Git repository to learn on')
    .description(
      'Two simulated clusters, staging and production, and a Git repository, on this machine only. No container ever runs.',
    );
  command
    .command('up')
    .summary('Start the sandbox and run it until Ctrl-C')
    .option('--port <port>', 'port of the first cluster; the second and Git take the next ones')
    .addHelpText('after', '\nExample:\n  argosy sandbox up')
    .action(async (flags: { readonly port?: string }) => {
      const { startSandbox } = await sandbox();
      const logger = createLogger({ sink: (line) => io.err(`${line}\n`), level: 'warn', clock: systemClock });
      const running = await startSandbox({
        home: homeOf(io),
        clock: systemClock,
        logger,
        port: portOf(flags.port),
      });
      const names = running.clusters.map(({ name, server }) => `${name} at ${server}`).join(', ');
      io.out(
        `Sandbox is ready (simulated): ${names}; Git at ${running.repositoryUrl}; kubeconfig ${running.kubeconfigPath}\n`,
      );
      // What reads this line from a pipe needs no tour.
      if (io.terminal) io.out(nextSteps(running));
      await aborted(io.interrupted);
      await running.stop();
    });
  command
    .command('status')
    .summary('Whether the sandbox runs, and where')
    .option('-o, --output <format>', 'json, yaml or wide', 'wide')
    .addHelpText('after', '\nExample:\n  argosy sandbox status -o json')
    .action(async (flags: { readonly output: string }) => {
      const { isRunning, readRecord, sandboxHome } = await sandbox();
      const home = sandboxHome(homeOf(io));
      const record = readRecord(home);
      const facts = {
        running: isRunning(record),
        folder: home.folder,
        kubeconfig: home.kubeconfig,
        repositoryUrl: record?.repositoryUrl ?? '',
        repositoryFolder: home.repository,
        clusters: record?.clusters ?? [],
      };
      if (flags.output !== 'wide') {
        const text = structured(facts, flags.output);
        if (text === undefined) throw unknownFormat(flags.output);
        io.out(text);
        return;
      }
      io.out(`${facts.running ? `Running (process ${record!.pid})` : 'Not running'}, data in ${facts.folder}\n`);
      if (facts.clusters.length > 0) {
        io.out(
          table(
            ['CLUSTER', 'SERVER', 'CONTEXT'],
            facts.clusters.map(({ name, server, kubeconfigContext }) => [name, server, kubeconfigContext]),
          ),
        );
        io.out(`Git: ${facts.repositoryUrl}\n`);
      }
    });
  command
    .command('reset')
    .summary('Take away everything that the sandbox holds')
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', '\nExample:\n  argosy sandbox reset --yes')
    .action(async (flags: { readonly yes?: boolean }) => {
      if (flags.yes !== true) {
        const answer =
          io.ask === undefined ? '' : await io.ask('Delete the sandbox clusters and their repository? [y/N] ');
        if (!/^y(es)?$/i.test(answer.trim()))
          throw new CommandError('Nothing was deleted. Say --yes to delete without a question.');
      }
      const { resetSandbox } = await sandbox();
      resetSandbox(homeOf(io));
      io.out('The sandbox is empty; `argosy sandbox up` begins a new one.\n');
    });
  command
    .command('kubeconfig')
    .summary('Print the kubeconfig of the sandbox clusters')
    .option('--path', 'only where the file is')
    .addHelpText('after', '\nExample:\n  KUBECONFIG=$(argosy sandbox kubeconfig --path) kubectl get pods -A')
    .action(async (flags: { readonly path?: boolean }) => {
      const { readRecord, sandboxHome } = await sandbox();
      const home = sandboxHome(homeOf(io));
      if (readRecord(home) === undefined) throw new CommandError('There is no sandbox yet: argosy sandbox up');
      io.out(flags.path === true ? `${home.kubeconfig}\n` : readFileSync(home.kubeconfig, 'utf8'));
    });
  command
    .command('commit <application>')
    .summary('Make a commit in the sandbox’s repository')
    .option(
      '--set <name=value>',
      'a setting of the application, or a path in its manifest such as spec.replicas',
      collect,
    )
    .option('--file <path=file>', 'put a file of this machine into the repository', collect)
    .option('--remove <path>', 'remove a file from the repository', collect)
    .option('--prepared <name>', 'a commit that is ready to be made, see below')
    .option('--undo', 'take back the newest commit that touched the application')
    .option('-m, --message <text>', 'the commit message')
    .addHelpText(
      'after',
      `\nPrepared, each with what it makes of the application:\n${table(
        [],
        PREPARED.map(({ application, name, makes }) => [`  ${application}`, name, makes]),
      )}\nExamples:\n  argosy sandbox commit guestbook --set image=registry.example/guestbook:2.1.0\n  argosy sandbox commit guestbook --prepared bad-image\n  argosy sandbox commit guestbook --undo`,
    )
    .action(async (application: string, flags: CommitFlags) => {
      const { commitToSandbox } = await sandbox();
      const files = new Map<string, string | null>();
      for (const [name, file] of Object.entries(pairs(flags.file ?? [], '--file')))
        files.set(name, readFileSync(path.resolve(io.cwd, file), 'utf8'));
      for (const name of flags.remove ?? []) files.set(name, null);
      const made = await commitToSandbox(
        { home: homeOf(io), clock: systemClock },
        {
          application,
          set: pairs(flags.set ?? [], '--set'),
          files: Object.fromEntries(files),
          prepared: flags.prepared,
          undo: flags.undo,
          message: flags.message,
        },
      );
      io.out(`${made.commit.slice(0, 7)} ${made.message}\n`);
      if (io.terminal)
        io.out(`Seen within the polling interval, or at once with: argosy app get ${application} --refresh\n`);
    });
  command
    .command('break <application>')
    .summary('Change something by hand in a cluster, as somebody might have done')
    .option('--cluster <name>', 'staging or production')
    .option('--how <what>', 'scale, image, delete or crash', 'scale')
    .addHelpText('after', '\nExample:\n  argosy sandbox break guestbook --how delete')
    .action(async (application: string, flags: { readonly cluster?: string; readonly how: string }) => {
      const { BREAKAGES, breakSandbox } = await sandbox();
      if (!BREAKAGES.includes(flags.how as Breakage)) throw new CommandError(`--how is one of ${BREAKAGES.join(', ')}`);
      const { cluster, did } = await breakSandbox(
        { home: homeOf(io) },
        { application, cluster: flags.cluster, how: flags.how as Breakage },
      );
      io.out(`${cluster}: ${did}\n`);
    });
}

/** Bring the clusters and the fleet into an engine that is not the sandbox's own. */
export function nextSteps({
  clusters,
  kubeconfigPath,
  repositoryUrl,
}: Pick<Sandbox, 'clusters' | 'kubeconfigPath' | 'repositoryUrl'>): string {
  const add = clusters.map(
    ({ name, kubeconfigContext }) =>
      `  argosy cluster add ${kubeconfigContext} --name ${name} --kubeconfig ${quoted(kubeconfigPath)}\n`,
  );
  return `Next, in another terminal: add both clusters, and the application that brings all others.
${add.join('')}  argosy app create fleet --repo ${repositoryUrl} --path fleet --dest-server https://kubernetes.default.svc --dest-namespace argocd --sync-policy automated
`;
}

/** A path as one word of a shell, also on a platform whose data folder has a space in its name. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `"${text}"`;
}

interface CommitFlags {
  readonly set?: readonly string[];
  readonly file?: readonly string[];
  readonly remove?: readonly string[];
  readonly prepared?: string;
  readonly undo?: boolean;
  readonly message?: string;
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_533)
    throw new CommandError('--port is a number from 1 to 65533');
  return port;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    // Timers of the sandbox do not keep the process alive; its servers do.
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
