import type { SchemaNode } from '../cluster/index.ts';
import { type CompiledIgnore, compareTier1, type DiffSettings, type PathDifference, pathText } from '../diff/index.ts';
import { isRecord, type JsonValue, type KubeObject, maskSecret } from '../model/index.ts';
import { FIELD_MANAGER } from './compare.ts';

type Path = PathDifference['path'];

/** What a plan may say of objects that come into being, in all: fields, and characters of their values. */
export class FieldBudget {
  fields = 20_000;
  characters = 4_000_000;

  takes(value: unknown): boolean {
    this.fields -= 1;
    this.characters -= typeof value === 'string' ? value.length : 8;
    return this.fields >= 0 && this.characters >= 0;
  }
}

/** Where the object stands and who declares it says its row; the mark is on every object. */
const UNSAID: ReadonlySet<string> = new Set([
  'apiVersion',
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.annotations["argocd.argoproj.io/tracking-id"]',
]);

/** Every field of an object that is created, masked; undefined when the plan has said enough. */
export function createdFields(
  desired: KubeObject,
  masked: readonly string[],
  budget: FieldBudget,
): readonly PathDifference[] | undefined {
  const fields: PathDifference[] = [];
  const visit = (value: unknown, path: Path): boolean => {
    if (Array.isArray(value) && value.length > 0)
      return value.every((item, index) => visit(item, [...path, placeOf(item, index)]));
    if (isRecord(value) && Object.keys(value).length > 0)
      return Object.entries(value).every(([name, child]) => visit(child, [...path, name]));
    const text = pathText(path);
    if (UNSAID.has(text)) return true;
    if (!budget.takes(value)) return false;
    fields.push({ path, text, live: undefined, desired: value as JsonValue, owners: [] });
    return true;
  };
  return visit(maskSecret(desired, { annotations: masked }), []) ? fields : undefined;
}

/** Items with a name are known by it. */
function placeOf(item: unknown, index: number): Path[number] {
  const name = isRecord(item) ? item['name'] : undefined;
  return typeof name === 'string' ? { name } : index;
}

/** Labels and annotations of an object that is there, where they are to become others. */
export function metadataChanges(live: KubeObject, desired: KubeObject): readonly PathDifference[] {
  return (['labels', 'annotations'] as const).flatMap((part) =>
    Object.entries(desired.metadata[part] ?? {}).flatMap(([name, value]) => {
      const before = live.metadata[part]?.[name];
      if (before === value) return [];
      const path = ['metadata', part, name];
      return [{ path, text: pathText(path), live: before, desired: value, owners: [] }];
    }),
  );
}

/**
 * Fields that comparing leaves out and a sync overwrites all the same (reference §2.6): what differs without the application's rules, and not with
 * them. Both sides are predicted, so what the server fills in shows in neither.
 */
export function overwrittenFields(
  sides: { readonly desired: KubeObject; readonly live: KubeObject },
  shown: { readonly desired: KubeObject; readonly live: KubeObject },
  schema: SchemaNode | undefined,
  rules: CompiledIgnore,
  nothingIgnored: { readonly rules: CompiledIgnore; readonly settings: DiffSettings },
): readonly PathDifference[] {
  const all = compareTier1({ ...sides, schema, manager: FIELD_MANAGER, ...nothingIgnored });
  if (all.kind !== 'differs') return [];
  const { settings } = nothingIgnored;
  const seen = compareTier1({ ...shown, schema, manager: FIELD_MANAGER, rules, settings });
  const known = new Set(seen.kind === 'differs' ? seen.paths.map(({ text }) => text) : []);
  return all.paths.filter(({ text }) => !known.has(text));
}
