import type { RepoAccess, Repositories } from '../git/index.ts';
import { ArgosyError, normalizeRepoUrl } from '../model/index.ts';
import type { RepositoryRecord, Store } from '../store/index.ts';
import type { ConnectionView, Engine, NewRepository, RepositoryView } from './engine.ts';
import type { Records } from './records.ts';
import { timestamp } from './timestamps.ts';

/** The secrets of repositories, by id. The vault satisfies it. */
export interface SecretPort {
  get(id: string): Promise<string | undefined>;
  set(
    id: string,
    value: string,
    about: { readonly kind: string; readonly user?: string; readonly host: string },
  ): Promise<void>;
  delete(id: string): Promise<void>;
}

export interface RepositoriesPorts {
  readonly store: Store;
  readonly git: Repositories;
  readonly records: Records;
  readonly secrets: SecretPort;
  /** Applications of this repository look again. */
  readonly changed: (url: string) => void;
}

const FIELDS = ['password', 'bearerToken', 'sshPrivateKey'] as const;

export function createRepositories(ports: RepositoriesPorts): Engine['repositories'] {
  const { store, git } = ports;
  return {
    list: () => store.repositories().map(view),

    async add(repository: NewRepository, { upsert }, signal) {
      const existing = find(store, repository.url);
      if (existing && !upsert) {
        throw new ArgosyError(
          'AlreadyExists',
          'existing repository spec is different; use upsert flag to force update',
          {
            subject: repository.url,
            advice: 'Repeat with --upsert to replace it.',
          },
        );
      }
      if (repository.type !== 'git') {
        throw new ArgosyError(
          'FailedPrecondition',
          `repositories of type ${repository.type} are not supported by this version of Argosy`,
          {
            subject: repository.url,
          },
        );
      }
      await git.test(accessOf(repository, repository), signal);
      const { password, bearerToken, sshPrivateKey, ...plain } = repository;
      const values = { password, bearerToken, sshPrivateKey };
      const secrets: Record<string, string | undefined> = {};
      for (const field of FIELDS) {
        const value = values[field];
        if (value === undefined) continue;
        const id = secretId(repository.url, field);
        await ports.secrets.set(id, value, {
          kind: field,
          host: hostOf(repository.url),
          ...(repository.username === undefined ? {} : { user: repository.username }),
        });
        secrets[field] = id;
      }
      for (const field of FIELDS) {
        const old = existing?.secrets[field];
        if (old !== undefined && secrets[field] === undefined) await ports.secrets.delete(old);
      }
      const record = { ...plain, secrets: secrets as RepositoryRecord['secrets'] };
      store.putRepository(record);
      git.forget(repository.url);
      // Looked at once with what is stored now, so that its state is known; what it says is in `state`, also when it fails.
      await git
        .resolve({ url: record.url, revision: 'HEAD', freshness: 'latest', force: true }, signal)
        .catch(() => undefined);
      ports.changed(repository.url);
      return view(record);
    },

    async remove(url) {
      const record = find(store, url);
      if (!record)
        throw new ArgosyError('NotFound', `repo '${url}' not found`, {
          subject: url,
          advice: 'List them with `argosy repo list`.',
        });
      for (const id of Object.values(record.secrets)) if (id !== undefined) await ports.secrets.delete(id);
      store.deleteRepository(record.url);
      git.forget(url);
      ports.changed(url);
    },
  };

  function view(record: RepositoryRecord): RepositoryView {
    return {
      ...record,
      connection: connectionView(git, record.url),
      applications: ports.records.byRepository(record.url).length,
    };
  }
}

/** How to reach a URL: its record with the secrets of the vault; nothing but the URL when it was never added. */
export async function repositoryAccess(store: Store, secrets: SecretPort, url: string): Promise<RepoAccess> {
  const record = find(store, url);
  if (!record) return { url };
  const value = async (field: (typeof FIELDS)[number]): Promise<string | undefined> => {
    const id = record.secrets[field];
    return id === undefined ? undefined : secrets.get(id);
  };
  return accessOf(
    { ...record, url },
    {
      password: await value('password'),
      bearerToken: await value('bearerToken'),
      sshPrivateKey: await value('sshPrivateKey'),
    },
  );
}

/** Precedence of reference §10.1: basic or bearer, then SSH. */
function accessOf(
  record: Pick<RepositoryRecord, 'url' | 'username' | 'insecure' | 'proxy' | 'caBundle'>,
  secrets: {
    readonly password?: string | undefined;
    readonly bearerToken?: string | undefined;
    readonly sshPrivateKey?: string | undefined;
  },
): RepoAccess {
  const credentials: RepoAccess['credentials'] =
    secrets.password !== undefined
      ? { kind: 'basic', username: record.username ?? '', password: secrets.password }
      : secrets.bearerToken !== undefined
        ? { kind: 'bearer', token: secrets.bearerToken }
        : secrets.sshPrivateKey !== undefined
          ? { kind: 'ssh', privateKey: secrets.sshPrivateKey }
          : undefined;
  return {
    url: record.url,
    ...(credentials === undefined ? {} : { credentials }),
    ...(record.insecure === undefined ? {} : { insecure: record.insecure }),
    ...(record.proxy === undefined ? {} : { proxy: record.proxy }),
    ...(record.caBundle === undefined ? {} : { caBundle: record.caBundle }),
  };
}

function find(store: Store, url: string): RepositoryRecord | undefined {
  const wanted = normalizeRepoUrl(url);
  return store.repositories().find((record) => normalizeRepoUrl(record.url) === wanted);
}

function secretId(url: string, field: string): string {
  return `repository/${normalizeRepoUrl(url)}/${field}`;
}

function hostOf(url: string): string {
  return /^(?:\w+:\/\/)?(?:[^@/]*@)?([^/:]+)/.exec(url)?.[1] ?? url;
}

function connectionView(git: Repositories, url: string): ConnectionView {
  const { status, message, at } = git.state(url);
  const attemptedAt = at === undefined ? undefined : timestamp(at);
  if (status === 'ok') return { status: 'Successful', message: '', attemptedAt };
  return { status: status === 'failed' ? 'Failed' : 'Unknown', message: message ?? '', attemptedAt };
}
