import type { KubeObject } from '../model/index.ts';
import { blame } from './blame.ts';
import { maskFor } from './mask.ts';
import { normalizeDesired } from './normalize.ts';
import type { DiffSettings, PathDifference, PathElement, Verdict } from './verdict.ts';
import type { Found } from './walk.ts';

/** Findings as they may leave the room: with owners, in a fixed order, Secrets masked. Nothing found is 'same'. */
export function verdictOf(
  found: readonly Found[],
  desired: KubeObject,
  live: KubeObject,
  settings: DiffSettings,
): Verdict {
  const mask = maskFor([normalizeDesired(desired), live], settings);
  const paths = found.map((one): PathDifference => {
    return {
      path: one.path,
      text: pathText(one.path),
      live: mask.value(one.path, one.live),
      desired: mask.value(one.path, one.desired),
      owners: blame(one.path, live),
    };
  });
  const [first, ...rest] = paths.toSorted(byText);
  return first === undefined ? { kind: 'same' } : { kind: 'differs', paths: [first, ...rest] };
}

function byText(a: PathDifference, b: PathDifference): number {
  return a.text < b.text ? -1 : a.text > b.text ? 1 : 0;
}

/** `spec.template.spec.containers[name=web].image`; names with dots or brackets are quoted: `metadata.labels["a.b/c"]`. */
export function pathText(path: readonly PathElement[]): string {
  let text = '';
  for (const element of path) {
    if (typeof element === 'number') text += `[${element}]`;
    else if (typeof element === 'string') {
      if (/^[\w$-]+$/.test(element)) text += text === '' ? element : `.${element}`;
      else text += `[${JSON.stringify(element)}]`;
    } else {
      const parts = Object.entries(element).map(
        ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
      );
      text += `[${parts.join(',')}]`;
    }
  }
  return text;
}
