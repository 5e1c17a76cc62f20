import { parseAllDocuments } from 'yaml';
import { ArgosyError } from '../../model/index.ts';
import { AUTHOR, type Content, type ContentApplication, type PreparedCommit } from './content.ts';
import type { SandboxRepository } from './repository.ts';

export interface CommitRequest {
  readonly application: string;
  /** Names of the content's settings, or paths in the application's main file: `spec.replicas`. */
  readonly set?: Readonly<Record<string, string>>;
  /** Texts by path in the repository; null removes a file. */
  readonly files?: Readonly<Record<string, string | null>>;
  /** One of the content's prepared commits of this application. */
  readonly prepared?: string | undefined;
  /** Takes back the newest commit that touched the application. */
  readonly undo?: boolean | undefined;
  readonly message?: string | undefined;
}

export interface Committed {
  readonly commit: string;
  readonly message: string;
  readonly files: readonly string[];
}

export async function commitChange(
  repository: SandboxRepository,
  content: Content,
  request: CommitRequest,
): Promise<Committed> {
  const application = applicationOf(content, request.application);
  if (request.undo === true) return undoNewest(repository, application, request);
  const prepared = request.prepared === undefined ? undefined : preparedOf(content, request);
  const changes = new Map<string, string | null>();
  const current = async (file: string) => {
    const text = changes.get(file) ?? (await repository.read(file));
    if (text !== undefined && text !== null) return text;
    throw new ArgosyError('NotFound', `there is no ${file} in the repository`, { subject: file });
  };
  for (const [file, text] of Object.entries(request.files ?? {})) changes.set(pathInside(file), text);
  if (prepared?.replace !== undefined) {
    const { file, from, to } = prepared.replace;
    const text = await current(file);
    if (!text.includes(from))
      throw new ArgosyError('FailedPrecondition', `${file} does not read as ${request.prepared} expects it`, {
        subject: file,
        advice: 'It was committed already, or the file was changed: take that back with --undo.',
      });
    changes.set(
      file,
      text.replace(from, () => to),
    );
  }
  for (const [name, value] of Object.entries({ ...prepared?.set, ...request.set })) {
    const place = Object.hasOwn(application.settings, name)
      ? application.settings[name]!
      : { file: application.file, path: name.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part)) };
    changes.set(place.file, edit(place, await current(place.file), value));
  }
  if (changes.size === 0)
    throw new ArgosyError('InvalidArgument', 'nothing to commit', {
      advice: 'Give --set NAME=VALUE, --file PATH=FILE, --prepared NAME or --undo.',
    });
  for (const [file, text] of changes) if (text === ((await repository.read(file)) ?? null)) changes.delete(file);
  if (changes.size === 0)
    throw new ArgosyError('FailedPrecondition', 'the files have these contents already: there is nothing to commit', {
      subject: request.application,
    });
  const message = request.message ?? prepared?.message ?? messageFor(request, [...changes.keys()]);
  return { commit: await repository.commit(message, changes, AUTHOR), message, files: [...changes.keys()] };
}

function applicationOf(content: Content, name: string): ContentApplication {
  if (Object.hasOwn(content.applications, name)) return content.applications[name]!;
  throw new ArgosyError('NotFound', `the sandbox has no application ${JSON.stringify(name)}`, {
    subject: name,
    advice: `It has ${Object.keys(content.applications).join(', ')}.`,
  });
}

function preparedOf(content: Content, { application, prepared = '' }: CommitRequest): PreparedCommit {
  const found = Object.hasOwn(content.prepared, prepared) ? content.prepared[prepared] : undefined;
  if (found?.application === application) return found;
  const own = Object.keys(content.prepared).filter((name) => content.prepared[name]!.application === application);
  throw new ArgosyError('NotFound', `no commit ${JSON.stringify(prepared)} is prepared for ${application}`, {
    subject: application,
    advice: own.length === 0 ? 'Change something with --set.' : `There is ${own.join(', ')}.`,
  });
}

/** As `git revert` of the newest commit that changed something in the application's folder; what it changed elsewhere stays. */
async function undoNewest(
  repository: SandboxRepository,
  application: ContentApplication,
  request: CommitRequest,
): Promise<Committed> {
  const folder = `${application.file.split('/')[0]}/`;
  for (const { commit, parent, message } of await repository.history()) {
    if (parent === undefined) break;
    const changes = await repository.changed(parent, commit, folder);
    if (changes.size === 0) continue;
    const [title] = message.split('\n');
    const text = request.message ?? `Revert "${title}"`;
    const undone = await repository.commit(`${text}\n\nThis reverts commit ${commit}.`, changes, AUTHOR);
    return { commit: undone, message: text, files: [...changes.keys()] };
  }
  throw new ArgosyError('FailedPrecondition', `${request.application} is as it was at the beginning`, {
    subject: request.application,
  });
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
