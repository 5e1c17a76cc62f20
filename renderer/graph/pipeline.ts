import { type Filtered, filter, type GraphFilter, NO_FILTER } from './filter.ts';
import { type Focused, focus } from './focus.ts';
import { AUTOMATIC, type Folding, type Grouped, group } from './group.ts';
import type { GraphModel } from './model.ts';
import { type Simplified, simplify } from './simplify.ts';

/** What a person has chosen to see. */
export interface Choices {
  readonly focus: string | undefined;
  readonly filter: GraphFilter;
  readonly everything: boolean;
  readonly folding: Folding;
}

export const FIRST_CHOICES: Choices = { focus: undefined, filter: NO_FILTER, everything: false, folding: AUTOMATIC };

export interface Prepared {
  readonly focused: Focused;
  readonly filtered: Filtered;
  readonly simplified: Simplified;
  readonly grouped: Grouped;
}

/** The stages between a projection and its layout, each run again only when what it takes has changed. */
export function createPipeline(): (model: GraphModel, choices: Choices) => Prepared {
  const focusing = remember((model: GraphModel, id: string | undefined) => focus(model, id));
  const filtering = remember((model: GraphModel, by: GraphFilter) => filter(model, by));
  const simplifying = remember((model: GraphModel, everything: boolean) => simplify(model, everything));
  let before: GraphModel | undefined;
  const grouping = remember((model: GraphModel, folding: Folding) => {
    const grouped = group(model, folding, before);
    before = grouped.model;
    return grouped;
  });
  let last: Prepared | undefined;
  return (model, choices) => {
    const focused = focusing(model, choices.focus);
    const filtered = filtering(focused.model, choices.filter);
    const simplified = simplifying(filtered.model, choices.everything);
    const grouped = grouping(simplified.model, choices.folding);
    // The same object while nothing changed: whoever looks at it has nothing to do again.
    if (
      last?.focused !== focused ||
      last.filtered !== filtered ||
      last.simplified !== simplified ||
      last.grouped !== grouped
    ) {
      last = { focused, filtered, simplified, grouped };
    }
    return last;
  };
}

function remember<A, B, R>(stage: (a: A, b: B) => R): (a: A, b: B) => R {
  let last: { readonly a: A; readonly b: B; readonly result: R } | undefined;
  return (a, b) => {
    if (last === undefined || !Object.is(last.a, a) || !Object.is(last.b, b)) last = { a, b, result: stage(a, b) };
    return last.result;
  };
}
