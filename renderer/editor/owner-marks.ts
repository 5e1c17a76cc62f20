import type { PathElement } from './yaml-text.ts';

/** Who changed the line, for the gutter beside it. */
export interface OwnerMark {
  /** From 1. */
  readonly line: number;
  /** The field managers, newest first, each once. */
  readonly managers: readonly string[];
  /** When the newest changed it, in milliseconds since the epoch; undefined when nobody says. */
  readonly at: number | undefined;
  /** The fields that the line stands for. */
  readonly paths: readonly string[];
}

/** A difference as `app.objectDiff` tells it, as far as the gutter needs it. */
export interface OwnedPath {
  readonly path: readonly PathElement[];
  readonly text: string;
  readonly owners: readonly { readonly manager: string; readonly time?: string | undefined }[];
}

/** The differences by line: those whose fields share one (or are not on this side and stand at their parent) are told together. */
export function ownerMarks(
  differences: readonly OwnedPath[],
  lineOf: (path: readonly PathElement[]) => number,
): readonly OwnerMark[] {
  const byLine = new Map<number, OwnedPath[]>();
  for (const difference of differences) {
    const line = lineOf(difference.path);
    const there = byLine.get(line);
    if (there) there.push(difference);
    else byLine.set(line, [difference]);
  }
  return [...byLine]
    .sort(([a], [b]) => a - b)
    .map(([line, there]) => {
      const owners = there
        .flatMap(({ owners }) => owners)
        .map(({ manager, time }) => ({ manager, at: time === undefined ? Number.NaN : Date.parse(time) }))
        .sort((a, b) => (Number.isNaN(b.at) ? 0 : b.at) - (Number.isNaN(a.at) ? 0 : a.at));
      const at = owners[0]?.at;
      return {
        line,
        managers: [...new Set(owners.map(({ manager }) => manager))],
        at: at === undefined || Number.isNaN(at) ? undefined : at,
        paths: there.map(({ text }) => text),
      };
    });
}
