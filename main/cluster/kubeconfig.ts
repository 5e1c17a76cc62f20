import path from 'node:path';
import { load } from 'js-yaml';
import { ArgosyError, type ClusterServer } from '../model/index.ts';

/** Bytes. A kubeconfig is a few kilobytes; hundreds of clusters with certificates fit. */
const LARGEST_KUBECONFIG = 4 << 20;

export interface ExecPlugin {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly apiVersion: string;
  readonly installHint: string;
  readonly provideClusterInfo: boolean;
  readonly interactiveMode: 'Never' | 'IfAvailable' | 'Always';
}

export interface AuthProvider {
  readonly name: string;
  readonly config: Readonly<Record<string, string>>;
}

/** Bytes now, or a file that is read anew whenever credentials are. */
export type Material = { readonly data: Buffer } | { readonly file: string };

export interface KubeUser {
  readonly certificate?: Material;
  readonly key?: Material;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly username?: string;
  readonly password?: string;
  readonly impersonate?: {
    readonly user?: string;
    readonly uid?: string;
    readonly groups: readonly string[];
    readonly extra: ReadonlyMap<string, readonly string[]>;
  };
  readonly exec?: ExecPlugin;
  readonly authProvider?: AuthProvider;
}

/** All that one context says about reaching one cluster. */
export interface ClusterAccess {
  readonly context: string;
  readonly server: ClusterServer;
  readonly namespace: string;
  readonly ca?: Material;
  readonly insecure: boolean;
  readonly tlsServerName?: string;
  readonly proxyUrl?: string;
  readonly userName: string;
  readonly user: KubeUser;
}

export interface KubeContext {
  readonly name: string;
  readonly cluster: string;
  readonly user: string;
  readonly namespace: string;
  readonly server: ClusterServer;
}

type Entry = Readonly<Record<string, unknown>>;

/** One or several kubeconfig files as one: as with kubectl, the first file that names something wins. */
export interface Kubeconfig {
  readonly currentContext: string;
  readonly contexts: readonly KubeContext[];
  /** Throws an ArgosyError that says what is missing. Without a name: the current context. */
  access(context?: string): ClusterAccess;
}

/** @param texts each with the folder that its relative paths start from. */
export function parseKubeconfig(
  texts: readonly { readonly text: string; readonly folder: string; readonly origin: string }[],
): Kubeconfig {
  const clusters = new Map<string, { entry: Entry; folder: string }>();
  const users = new Map<string, { entry: Entry; folder: string }>();
  const contexts = new Map<string, Entry>();
  let currentContext = '';
  for (const { text, folder, origin } of texts) {
    const config = parseText(text, origin);
    for (const [name, entry] of named(config, 'clusters', 'cluster', origin))
      keepFirst(clusters, name, { entry, folder });
    for (const [name, entry] of named(config, 'users', 'user', origin)) keepFirst(users, name, { entry, folder });
    for (const [name, entry] of named(config, 'contexts', 'context', origin)) keepFirst(contexts, name, entry);
    if (currentContext === '') currentContext = textOf(config['current-context']) ?? '';
  }
  const where = texts.map((text) => text.origin).join(', ');
  const serverOf = (cluster: string) => normalServer(textOf(clusters.get(cluster)?.entry['server']) ?? '');
  return {
    currentContext,
    contexts: [...contexts].map(([name, entry]) => ({
      name,
      cluster: textOf(entry['cluster']) ?? '',
      user: textOf(entry['user']) ?? '',
      namespace: textOf(entry['namespace']) ?? '',
      server: serverOf(textOf(entry['cluster']) ?? ''),
    })),
    access(wanted) {
      const name = wanted ?? currentContext;
      if (name === '') throw broken(`${where} has no current-context`, 'name a context');
      const context = contexts.get(name);
      if (context === undefined) {
        const known = [...contexts.keys()].join(', ');
        throw broken(`context ${name} does not exist in ${where}`, known === '' ? undefined : `it has: ${known}`);
      }
      const clusterName = textOf(context['cluster']) ?? '';
      const cluster = clusters.get(clusterName);
      if (cluster === undefined) throw broken(`context ${name} names cluster "${clusterName}", which ${where} lacks`);
      const userName = textOf(context['user']) ?? '';
      const user = users.get(userName);
      if (user === undefined && userName !== '') {
        throw broken(`context ${name} names user "${userName}", which ${where} lacks`);
      }
      return accessOf(name, context, clusterName, cluster, userName, user);
    },
  };
}

function accessOf(
  context: string,
  contextEntry: Entry,
  clusterName: string,
  { entry, folder }: { entry: Entry; folder: string },
  userName: string,
  user: { entry: Entry; folder: string } | undefined,
): ClusterAccess {
  const server = normalServer(textOf(entry['server']) ?? '');
  if (!URL.canParse(server) || !/^https?:$/.test(new URL(server).protocol)) {
    throw broken(`cluster ${clusterName} has no usable server: "${server}"`);
  }
  const ca = material(entry, 'certificate-authority', folder);
  const tlsServerName = textOf(entry['tls-server-name']);
  const proxyUrl = textOf(entry['proxy-url']);
  return {
    context,
    server,
    namespace: textOf(contextEntry['namespace']) ?? 'default',
    ...(ca === undefined ? {} : { ca }),
    insecure: entry['insecure-skip-tls-verify'] === true,
    ...(tlsServerName === undefined ? {} : { tlsServerName }),
    ...(proxyUrl === undefined ? {} : { proxyUrl }),
    userName,
    user: user === undefined ? {} : userOf(user.entry, user.folder),
  };
}

function userOf(entry: Entry, folder: string): KubeUser {
  const certificate = material(entry, 'client-certificate', folder);
  const key = material(entry, 'client-key', folder);
  const token = textOf(entry['token']);
  const provider = recordOf(entry['auth-provider']);
  const providerConfig = recordOf(provider?.['config']);
  // `token-file` and the two forms inside auth-provider are what other JavaScript clients read.
  const tokenFile = textOf(entry['tokenFile']) ?? textOf(entry['token-file']) ?? textOf(providerConfig?.['tokenFile']);
  const username = textOf(entry['username']);
  const password = textOf(entry['password']);
  const impersonate = impersonation(entry);
  const exec = execPlugin(entry['exec'] ?? providerConfig?.['exec'], folder);
  const authProvider = providerOf(provider);
  return {
    ...(certificate === undefined ? {} : { certificate }),
    ...(key === undefined ? {} : { key }),
    ...(token === undefined ? {} : { token }),
    ...(tokenFile === undefined ? {} : { tokenFile: path.resolve(folder, tokenFile) }),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(impersonate === undefined ? {} : { impersonate }),
    ...(exec === undefined ? {} : { exec }),
    ...(authProvider === undefined ? {} : { authProvider }),
  };
}

function impersonation(entry: Entry): KubeUser['impersonate'] {
  const user = textOf(entry['as']);
  const uid = textOf(entry['as-uid']);
  const groups = textsOf(entry['as-groups']);
  const extra = new Map<string, readonly string[]>();
  for (const [name, values] of Object.entries(recordOf(entry['as-user-extra']) ?? {})) extra.set(name, textsOf(values));
  if (user === undefined && uid === undefined && groups.length === 0 && extra.size === 0) return undefined;
  return { ...(user === undefined ? {} : { user }), ...(uid === undefined ? {} : { uid }), groups, extra };
}

function execPlugin(value: unknown, folder: string): ExecPlugin | undefined {
  const entry = recordOf(value);
  if (entry === undefined) return undefined;
  const command = textOf(entry['command']);
  if (command === undefined) throw broken('an exec plugin without a command');
  const env: { name: string; value: string }[] = [];
  for (const item of Array.isArray(entry['env']) ? (entry['env'] as unknown[]) : []) {
    const variable = recordOf(item);
    const name = textOf(variable?.['name']);
    if (name !== undefined) env.push({ name, value: textOf(variable?.['value']) ?? '' });
  }
  const mode = textOf(entry['interactiveMode']);
  return {
    // As kubectl: a bare word is looked up on PATH, a path with a folder starts from the kubeconfig's folder.
    command: /[\\/]/.test(command) ? path.resolve(folder, command) : command,
    args: textsOf(entry['args']),
    env,
    apiVersion: textOf(entry['apiVersion']) ?? 'client.authentication.k8s.io/v1beta1',
    installHint: textOf(entry['installHint']) ?? '',
    provideClusterInfo: entry['provideClusterInfo'] === true,
    interactiveMode: mode === 'Never' || mode === 'Always' ? mode : 'IfAvailable',
  };
}

function providerOf(value: unknown): AuthProvider | undefined {
  const entry = recordOf(value);
  const name = textOf(entry?.['name']);
  if (entry === undefined || name === undefined) return undefined;
  const config: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [key, item] of Object.entries(recordOf(entry['config']) ?? {})) {
    const text = textOf(item);
    if (text !== undefined) config[key] = text;
  }
  return { name, config };
}

function material(entry: Entry, field: string, folder: string): Material | undefined {
  const data = textOf(entry[`${field}-data`]);
  if (data !== undefined) return { data: Buffer.from(data, 'base64') };
  const file = textOf(entry[field]);
  return file === undefined ? undefined : { file: path.resolve(folder, file) };
}

function parseText(text: string, origin: string): Entry {
  if (text.length > LARGEST_KUBECONFIG) throw broken(`${origin} is larger than ${LARGEST_KUBECONFIG} bytes`);
  if (text.trim() === '') throw broken(`${origin} is empty`);
  let parsed: unknown;
  try {
    parsed = load(text);
  } catch (error) {
    // The parser's message quotes lines of the file, which holds credentials: only the place is told.
    const mark = (error as { mark?: { line?: number } }).mark;
    const line = mark?.line === undefined ? '' : ` at line ${mark.line + 1}`;
    throw broken(`${origin} is not YAML${line}`);
  }
  const config = recordOf(parsed);
  if (config === undefined) throw broken(`${origin} is no kubeconfig`);
  return config;
}

function named(config: Entry, list: string, field: string, origin: string): Map<string, Entry> {
  const found = new Map<string, Entry>();
  const items = config[list] ?? [];
  if (!Array.isArray(items)) throw broken(`${origin}: ${list} is not a list`);
  items.forEach((item: unknown, index) => {
    const name = textOf(recordOf(item)?.['name']);
    if (name === undefined) throw broken(`${origin}: ${list}[${index}] has no name`);
    keepFirst(found, name, recordOf(recordOf(item)?.[field]) ?? {});
  });
  return found;
}

function keepFirst<V>(map: Map<string, V>, name: string, value: V): void {
  if (!map.has(name)) map.set(name, value);
}

function recordOf(value: unknown): Entry | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Entry) : undefined;
}

/** YAML reads an unquoted number or boolean as such; where text is meant, its text is meant. '' counts as absent. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map((item) => textOf(item) ?? '') : [];
}

function normalServer(server: string): ClusterServer {
  return server.replace(/\/+$/, '') as ClusterServer;
}

function broken(message: string, advice?: string): ArgosyError {
  return new ArgosyError('FailedPrecondition', `kubeconfig: ${message}`, { subject: 'kubeconfig', advice });
}
