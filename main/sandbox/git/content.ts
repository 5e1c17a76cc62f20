import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { ArgosyError } from '../../model/index.ts';
import { filesIn, type SandboxRepository } from './repository.ts';

export interface ContentApplication {
  /** Where a setting without a place of its own goes. */
  readonly file: string;
  readonly settings: Readonly<
    Record<string, { readonly file: string; readonly path: readonly (string | number)[]; readonly prefix?: string }>
  >;
  readonly break: {
    readonly cluster: string;
    readonly namespace: string;
    readonly deployment: string;
    readonly service?: string;
  };
}

export interface Content {
  readonly applications: Readonly<Record<string, ContentApplication>>;
  /** What is seeded as if somebody had changed it by hand. */
  readonly drifted: {
    readonly cluster: string;
    readonly application: string;
    readonly file: string;
    readonly namespace: string;
    readonly replicas: number;
  };
}

export function readContent(assets: string): Content {
  return JSON.parse(readFileSync(path.join(assets, 'content.json'), 'utf8')) as Content;
}

const AUTHOR = { name: 'Argosy sandbox', email: 'sandbox@argosy.invalid' };
const PLACE = '{{repository}}';

/** The first commit. */
export async function seedRepository(repository: SandboxRepository, assets: string, url: string): Promise<void> {
  await repository.init();
  const files = new Map(
    [...filesIn(path.join(assets, 'content'))].map(([file, text]) => [file, text.replaceAll(PLACE, url)]),
  );
  await repository.commit('Begin the sandbox fleet', files, AUTHOR);
}

/** Applications name the repository by its address: a new one is a commit. */
export async function follow(repository: SandboxRepository, before: string, now: string): Promise<void> {
  const changes = new Map<string, string>();
  for (const file of await repository.files()) {
    if (!file.startsWith('fleet/')) continue;
    const text = await repository.read(file);
    if (text?.includes(before)) changes.set(file, text.replaceAll(before, now));
  }
  if (changes.size > 0) await repository.commit('Follow the repository to its new address', changes, AUTHOR);
}

export interface CommitRequest {
  readonly application: string;
  /** Names of the content's settings, or paths in the application's main file: `spec.replicas`. */
  readonly set?: Readonly<Record<string, string>>;
  /** Texts by path in the repository; null removes a file. */
  readonly files?: Readonly<Record<string, string | null>>;
  readonly message?: string | undefined;
}

export async function commitChange(
  repository: SandboxRepository,
  content: Content,
  request: CommitRequest,
): Promise<{ readonly commit: string; readonly message: string; readonly files: readonly string[] }> {
  const application = Object.hasOwn(content.applications, request.application)
    ? content.applications[request.application]
    : undefined;
  if (application === undefined) {
    throw new ArgosyError('NotFound', `the sandbox has no application ${JSON.stringify(request.application)}`, {
      subject: request.application,
      advice: `It has ${Object.keys(content.applications).join(', ')}.`,
    });
  }
  const changes = new Map<string, string | null>();
  for (const [file, text] of Object.entries(request.files ?? {})) changes.set(pathInside(file), text);
  for (const [name, value] of Object.entries(request.set ?? {})) {
    const place = Object.hasOwn(application.settings, name)
      ? application.settings[name]!
      : { file: application.file, path: name.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part)) };
    const text = changes.get(place.file) ?? (await repository.read(place.file));
    if (text === undefined || text === null)
      throw new ArgosyError('NotFound', `there is no ${place.file} in the repository`, { subject: place.file });
    changes.set(place.file, edit(place, text, value));
  }
  if (changes.size === 0)
    throw new ArgosyError('InvalidArgument', 'nothing to commit', {
      advice: 'Give --set NAME=VALUE or --file PATH=FILE.',
    });
  for (const [file, text] of changes) if (text === ((await repository.read(file)) ?? null)) changes.delete(file);
  if (changes.size === 0)
    throw new ArgosyError('FailedPrecondition', 'the files have these contents already: there is nothing to commit', {
      subject: request.application,
    });
  const message = request.message ?? messageFor(request, [...changes.keys()]);
  return { commit: await repository.commit(message, changes, AUTHOR), message, files: [...changes.keys()] };
}

function edit(
  place: { readonly file: string; readonly path: readonly (string | number)[]; readonly prefix?: string },
  text: string,
  value: string,
): string {
  const documents = parseAllDocuments(text);
  const [document] = documents;
  if (!Array.isArray(documents) || document === undefined || document.errors.length > 0) {
    throw new ArgosyError('FailedPrecondition', `${place.file} is not YAML that can be changed`, {
      subject: place.file,
    });
  }
  const written = place.prefix === undefined ? scalar(value) : `${place.prefix}${value}`;
  try {
    document.setIn(place.path, written);
  } catch (error) {
    throw new ArgosyError(
      'InvalidArgument',
      `${place.file} has no place ${place.path.join('.')}: ${(error as Error).message}`,
      { subject: place.file },
    );
  }
  return documents
    .map((each) => each.toString({ lineWidth: 0 }))
    .join('')
    .replace(/^---\n(?=---\n)/, '');
}

/** As YAML would read it. */
function scalar(value: string): unknown {
  if (/^-?\d{1,15}$/.test(value)) return Number(value);
  if (value === 'true' || value === 'false') return value === 'true';
  return value;
}

function pathInside(file: string): string {
  const parts = file.split('/');
  if (
    file.includes('\\') ||
    file.includes('\0') ||
    parts.some((part) => part === '' || part === '.' || part === '..' || part.toLowerCase() === '.git')
  ) {
    throw new ArgosyError('InvalidArgument', `${JSON.stringify(file)} is no path inside the repository`, {
      subject: file,
    });
  }
  return file;
}

function messageFor(request: CommitRequest, files: readonly string[]): string {
  const set = Object.entries(request.set ?? {}).map(([name, value]) => `${name} to ${value}`);
  if (set.length > 0) return `${request.application}: set ${set.join(', ')}`;
  return `${request.application}: change ${files.join(', ')}`;
}
