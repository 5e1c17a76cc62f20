import type { PathElement } from '../diff/index.ts';
import { ArgosyError, isRecord } from '../model/index.ts';
import type { Captured } from './capture-files.ts';
import { valueAt } from './captured-fields.ts';
import type { FieldEdit } from './edit-yaml.ts';

export interface Overridden {
  /** For the kustomization itself. */
  readonly settings: readonly FieldEdit[];
  /** What patches have to say; objects without anything left are not among them. */
  readonly objects: readonly Captured[];
}

/** Kinds whose replicas a kustomization sets. */
const SCALED = new Set(['Deployment', 'ReplicaSet', 'ReplicationController', 'StatefulSet']);

/**
 * `images:` and `replicas:` of a kustomization come after its patches: what they set has to be written there. Only entries that are
 * there already are changed; what no entry sets is patched like any other field.
 * @param nameOf the name of an object before this overlay's prefix and suffix.
 */
export function captureOverrides(
  kustomization: Readonly<Record<string, unknown>>,
  objects: readonly Captured[],
  nameOf: (object: Captured) => string,
): Overridden {
  const settings = new Settings();
  const rest: Captured[] = [];
  for (const object of objects) {
    const edits = object.edits.filter((edit) => {
      const wishes =
        imageWishes(kustomization, object, edit) ?? replicaWishes(kustomization, object, edit, nameOf(object));
      for (const wish of wishes ?? []) settings.add(wish, object);
      return wishes === undefined;
    });
    if (edits.length > 0) rest.push({ ...object, edits });
  }
  return { settings: settings.all(), objects: rest };
}

/** One entry can only say one thing, for however many containers. */
class Settings {
  readonly #wishes = new Map<string, { readonly edit: FieldEdit; readonly for: Captured }>();

  add(edit: FieldEdit, object: Captured): void {
    const key = edit.path.join('.');
    const known = this.#wishes.get(key);
    if (known === undefined) this.#wishes.set(key, { edit, for: object });
    else if (known.edit.value !== edit.value) {
      const [a, b] = [known.for, object].map(({ ref }) => `${ref.kind} ${ref.name}`);
      throw new ArgosyError(
        'FailedPrecondition',
        `one entry of the kustomization sets ${a} and ${b}, which live with different values: ${key}`,
        { subject: object.ref.name, advice: 'Capture them one at a time, or give each an entry of its own in Git.' },
      );
    }
  }

  all(): readonly FieldEdit[] {
    return [...this.#wishes.values()].map(({ edit }) => edit);
  }
}

/** Undefined: no entry of `images` sets this field. */
function imageWishes(
  kustomization: Readonly<Record<string, unknown>>,
  { declared }: Captured,
  { path, value }: FieldEdit,
): readonly FieldEdit[] | undefined {
  if (!isImage(path) || typeof value !== 'string') return undefined;
  const rendered = valueAt(declared, path);
  if (typeof rendered !== 'string') return undefined;
  const was = imageParts(rendered);
  const entries = listOf(kustomization['images']);
  const matching = entries.flatMap((entry, index) => ((entry['newName'] ?? entry['name']) === was.name ? [index] : []));
  const [index] = matching;
  if (index === undefined || matching.length > 1) return undefined;
  const entry = entries[index]!;
  const is = imageParts(value);
  const at = (field: string): readonly PathElement[] => ['images', index, field];
  const wishes: FieldEdit[] = [];
  if (is.name !== was.name) wishes.push({ path: at('newName'), value: is.name });
  for (const [field, now] of [
    ['newTag', is.tag],
    ['digest', is.digest],
  ] as const) {
    const written = entry[field] === undefined ? undefined : String(entry[field]);
    if (written !== now) wishes.push({ path: at(field), value: now });
  }
  return wishes;
}

function replicaWishes(
  kustomization: Readonly<Record<string, unknown>>,
  { ref }: Captured,
  { path, value }: FieldEdit,
  name: string,
): readonly FieldEdit[] | undefined {
  if (path.join('.') !== 'spec.replicas' || typeof value !== 'number' || !SCALED.has(ref.kind)) return undefined;
  const entries = listOf(kustomization['replicas']);
  // The last one to match counts.
  const index = entries.findLastIndex((entry) => entry['name'] === name || entry['name'] === ref.name);
  return index < 0 ? undefined : [{ path: ['replicas', index, 'count'], value }];
}

/** `…containers[name].image`, wherever the pod stands. */
function isImage(path: readonly PathElement[]): boolean {
  const [list, item, field] = path.slice(-3);
  const lists = ['containers', 'initContainers', 'ephemeralContainers'];
  return (
    path.length >= 3 &&
    typeof list === 'string' &&
    lists.includes(list) &&
    typeof item !== 'string' &&
    field === 'image'
  );
}

/** `registry:5000/name:tag@digest`: a colon before the last slash is a port. */
function imageParts(image: string): { readonly name: string; readonly tag?: string; readonly digest?: string } {
  const at = image.indexOf('@');
  const [bare, digest] = at < 0 ? [image, undefined] : [image.slice(0, at), image.slice(at + 1)];
  const colon = bare.indexOf(':', bare.lastIndexOf('/') + 1);
  const [name, tag] = colon < 0 ? [bare, undefined] : [bare.slice(0, colon), bare.slice(colon + 1)];
  return { name, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
}

/** Entries by their places: what is no map sets nothing. */
function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map((one: unknown) => (isRecord(one) ? one : {})) : [];
}
