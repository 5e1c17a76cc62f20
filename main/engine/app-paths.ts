import { parse } from 'yaml';
import { type Application, type ApplicationSource, isRecord, MANIFEST_GENERATE_PATHS } from '../model/index.ts';

/** Reads a file of the repository; undefined when there is none, or it is no text of a reasonable size. */
export type ReadText = (path: string) => Promise<string | undefined>;

const KUSTOMIZATIONS = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
const MOST_KUSTOMIZATIONS = 50;

/**
 * What of a repository an application is made from: its path, value files and parameters elsewhere, bases and components of a
 * kustomization, and what its `manifest-generate-paths` name. Folders and files from the root; '' is everything.
 */
export async function appPaths(
  app: Application,
  source: ApplicationSource,
  read: ReadText,
): Promise<readonly string[]> {
  const own = source.path === undefined ? undefined : inside('', source.path);
  const found = new Set<string>(own === undefined ? [] : [own]);
  const folder = own ?? '';
  const helm = source.helm;
  for (const file of [...(helm?.valueFiles ?? []), ...(helm?.fileParameters ?? []).map(({ path }) => path)]) {
    add(found, inside(folder, file));
  }
  for (const path of (app.metadata.annotations?.[MANIFEST_GENERATE_PATHS] ?? '').split(';')) {
    if (path !== '') add(found, inside(folder, path));
  }
  for (const component of source.kustomize?.components ?? []) add(found, inside(folder, component));
  if (own !== undefined) await followKustomizations(own, found, read);
  if (source.ref !== undefined) for (const file of filesByRef(app, source.ref)) add(found, inside('', file));
  if (found.has('')) return [''];
  // A folder stands for all that is in it.
  const all = [...found];
  return all.filter((path) => !all.some((other) => other !== path && isWithin(other, path))).sort();
}

export function isWithin(folder: string, path: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

/** Where a path leads that is written in a file of `folder`; a leading slash is the root. Undefined: outside, or no path. */
export function inside(folder: string, path: string): string | undefined {
  if (path.includes('\0') || path.includes('\\') || path.length > 4096 || /^[$]|^[a-z+]+:\/\//i.test(path))
    return undefined;
  const parts = path.startsWith('/') || folder === '' ? [] : folder.split('/');
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

function add(found: Set<string>, path: string | undefined): void {
  if (path === undefined) return;
  // A pattern stands for its folder.
  const parts = path.split('/');
  const pattern = parts.findIndex((part) => /[*?[{]/.test(part));
  found.add(pattern < 0 ? path : parts.slice(0, pattern).join('/'));
}

/** `$name/path` among the value files of the other sources. */
function filesByRef(app: Application, ref: string): string[] {
  return (app.spec.sources ?? []).flatMap(({ helm }) =>
    (helm?.valueFiles ?? []).filter((file) => file.startsWith(`$${ref}/`)).map((file) => file.slice(ref.length + 2)),
  );
}

async function followKustomizations(start: string, found: Set<string>, read: ReadText): Promise<void> {
  const queue = [start];
  const seen = new Set<string>();
  for (let folder = queue.pop(); folder !== undefined; folder = queue.pop()) {
    if (seen.has(folder) || seen.size >= MOST_KUSTOMIZATIONS) continue;
    seen.add(folder);
    for (const name of KUSTOMIZATIONS) {
      const text = await read(folder === '' ? name : `${folder}/${name}`);
      if (text === undefined) continue;
      for (const reference of referencesOf(text)) {
        const path = inside(folder, reference);
        if (path === undefined) continue;
        found.add(path);
        if (!isWithin(start, path) || path !== start) queue.push(path);
      }
    }
  }
}

/** Only what may name something outside the folder: the rest is found with the folder. */
function referencesOf(text: string): string[] {
  let document: unknown;
  try {
    document = parse(text, { maxAliasCount: 0, uniqueKeys: false });
  } catch {
    // It will not render either, and that is told where it is rendered.
    return [];
  }
  if (!isRecord(document)) return [];
  const names: string[] = [];
  for (const field of [
    'resources',
    'bases',
    'components',
    'patchesStrategicMerge',
    'patches',
    'crds',
    'configurations',
  ]) {
    const list = document[field];
    if (!Array.isArray(list)) continue;
    for (const item of list as readonly unknown[]) {
      const name = isRecord(item) ? item['path'] : item;
      if (typeof name === 'string' && !name.includes('\n')) names.push(name);
    }
  }
  return names;
}
