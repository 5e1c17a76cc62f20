import type { Command } from 'commander';
import type { Output } from '../../../../preload/contract/index.ts';
import type { CommandContext } from '../context.ts';
import { CommandError } from '../exit.ts';
import { readText } from '../files.ts';
import { structured, unknownFormat } from '../output.ts';
import { type Style, statusText } from '../status-text.ts';
import { inert, table } from '../table.ts';
import { refuseCredentials, splitCredentials } from '../url-credentials.ts';

interface AddFlags {
  readonly type: string;
  readonly name?: string;
  readonly project?: string;
  readonly username?: string;
  readonly password?: string;
  readonly bearerToken?: string;
  readonly sshPrivateKeyPath?: string;
  readonly insecureSkipServerVerification?: boolean;
  readonly insecureIgnoreHostKey?: boolean;
  readonly tlsCaPath?: string;
  readonly proxy?: string;
  readonly upsert?: boolean;
}

export function repoCommands(program: Command, context: CommandContext): void {
  const repo = program.command('repo').summary('Manage repositories and their credentials');
  repo
    .command('add <url>')
    .summary('Add a repository, after its credentials were tried')
    .option('--type <type>', 'git, helm or oci', 'git')
    .option('--name <name>', 'name of the repository')
    .option('--project <name>', 'only for this project')
    .option('--username <name>', 'user name')
    .option('--password <password>', 'password or token; - reads it from standard input')
    .option('--bearer-token <token>', 'bearer token; - reads it from standard input')
    .option('--ssh-private-key-path <file>', 'private key for SSH')
    .option('--insecure-skip-server-verification', 'do not check certificate or host key')
    .option('--insecure-ignore-host-key', 'the same, in its old spelling')
    .option('--tls-ca-path <file>', 'certificates to trust beside the system’s')
    .option('--proxy <url>', 'proxy to go through')
    .option('--upsert', 'replace a repository that exists')
    .addHelpText(
      'after',
      '\nExample:\n  printf %s "$TOKEN" | argosy repo add https://example.com/apps.git --username me --password -',
    )
    .action(async (url: string, flags: AddFlags) => {
      const { io } = context;
      if (flags.type !== 'git' && flags.type !== 'helm' && flags.type !== 'oci')
        throw new CommandError(`unknown repository type ${flags.type}`);
      // A secret on the command line is seen by every program of the machine; standard input is not.
      const secret = async (value: string | undefined): Promise<string | undefined> =>
        value === '-' ? (await io.readStdin()).replace(/\r?\n$/, '') : value;
      const password = await secret(flags.password);
      const bearerToken = await secret(flags.bearerToken);
      const split = splitCredentials(url);
      const username = flags.username ?? split.username;
      if (flags.proxy !== undefined) {
        refuseCredentials(flags.proxy, 'the proxy URL', 'Give it without one, or use a proxy that asks for none.');
      }
      await context.withEngine((client) =>
        client.call(
          'repository.add',
          {
            url: split.url,
            type: flags.type as 'git' | 'helm' | 'oci',
            ...(flags.name === undefined ? {} : { name: flags.name }),
            ...(flags.project === undefined ? {} : { project: flags.project }),
            ...(username === undefined || username === '' ? {} : { username }),
            ...((password ?? split.password) === undefined ? {} : { password: password ?? split.password }),
            ...(bearerToken === undefined ? {} : { bearerToken }),
            ...(flags.sshPrivateKeyPath === undefined
              ? {}
              : { sshPrivateKey: readText(flags.sshPrivateKeyPath, io.cwd) }),
            ...(flags.tlsCaPath === undefined ? {} : { caBundle: readText(flags.tlsCaPath, io.cwd) }),
            ...(flags.insecureSkipServerVerification || flags.insecureIgnoreHostKey ? { insecure: true } : {}),
            ...(flags.proxy === undefined ? {} : { proxy: flags.proxy }),
            upsert: flags.upsert === true,
          },
          io.interrupted,
        ),
      );
      io.out(`Repository '${split.url}' added\n`);
    });
  repo
    .command('list')
    .alias('ls')
    .summary('List repositories')
    .option('-o, --output <format>', 'wide, url, json or yaml', 'wide')
    .addHelpText('after', '\nExample:\n  argosy repo list')
    .action(async (flags: { readonly output: string }) => {
      const { items } = await context.withEngine((client) => client.call('repository.list', {}));
      context.io.out(listText(items, flags.output, context.io.style));
    });
  repo
    .command('rm <urls...>')
    .summary('Remove repositories and their credentials')
    .addHelpText('after', '\nExample:\n  argosy repo rm https://example.com/apps.git')
    .action(async (urls: string[]) => {
      await context.withEngine(async (client) => {
        for (const url of urls) {
          const plain = splitCredentials(url).url;
          await client.call('repository.remove', { url: plain });
          context.io.out(`Repository '${plain}' removed\n`);
        }
      });
    });
}

const STATUS_COLUMN = 7;

function listText(items: Output<'repository.list'>['items'], format: string, style: Style): string {
  if (format === 'url') return items.map(({ url }) => `${url}\n`).join('');
  if (format !== 'wide' && format !== '') {
    const text = structured(items, format);
    if (text === undefined) throw unknownFormat(format);
    return text;
  }
  const rows = items.map((one) =>
    [
      one.type,
      one.name ?? '',
      one.url,
      String(one.insecure === true),
      String(one.type === 'oci'),
      'false',
      String(one.hasCredentials),
      one.connection.status,
      one.connection.message,
      one.project ?? '',
    ]
      .map(inert)
      .map((cell, column) => (column === STATUS_COLUMN ? statusText(cell, style) : cell)),
  );
  return table(['TYPE', 'NAME', 'REPO', 'INSECURE', 'OCI', 'LFS', 'CREDS', 'STATUS', 'MESSAGE', 'PROJECT'], rows);
}
