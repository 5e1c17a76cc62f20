import type { Mended } from './arrange.ts';
import { countOfKind } from './kind-badge.ts';
import type { Prepared } from './pipeline.ts';
import { plural, t } from './words.ts';

const number = (count: number): string => count.toLocaleString('en');

/** What is drawn, and for everything that is not, why. Nothing disappears without a word. */
export function summaryOf(all: number, prepared: Prepared, mended: Mended): readonly string[] {
  const { focused, filtered, simplified, grouped } = prepared;
  const parts = [t('graph.drawn', { drawn: number(grouped.drawn), all: number(all) })];
  if (grouped.folded > 0) parts.push(t('graph.folded', { count: foldedWhat(prepared) }));
  if (filtered.hidden > 0) parts.push(t('graph.hidden', { count: number(filtered.hidden) }));
  if (filtered.failingKept > 0) parts.push(plural('graph.failingKept', filtered.failingKept));
  for (const [kind, count] of simplified.hidden) parts.push(t('graph.minor', { what: countOfKind(count, kind) }));
  if (focused.hidden > 0) parts.push(t('graph.outside', { count: number(focused.hidden) }));
  if (focused.failingOutside > 0) parts.push(plural('graph.failingOutside', focused.failingOutside));
  for (const what of ['dropped', 'duplicates', 'cycles', 'missingParents'] as const) {
    if (mended[what] > 0) parts.push(t(`graph.mended.${what}`, { count: number(mended[what]) }));
  }
  return parts;
}

/** `12 Pods` when all that is folded is of one kind, otherwise a number. */
function foldedWhat({ grouped }: Prepared): string {
  const kinds = new Set<string>();
  for (const { fold, ref } of grouped.model.nodes) {
    if (fold === undefined) continue;
    if (fold.of === 'descendants' || fold.hidden > fold.total) return number(grouped.folded);
    kinds.add(ref.kind);
  }
  const [only] = kinds;
  return kinds.size === 1 && only !== undefined ? countOfKind(grouped.folded, only) : number(grouped.folded);
}
