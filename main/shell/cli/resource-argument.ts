import { CommandError } from './exit.ts';

/** `GROUP:KIND:NAME` or `GROUP:KIND:NAMESPACE/NAME`; `!` in front excludes, `*` stands for anything (reference §12.2). */
export interface ResourceMatch {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly exclude: boolean;
}

interface Matchable {
  readonly group?: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

export function parseResourceArgument(text: string): ResourceMatch {
  const exclude = text.startsWith('!');
  const [group, kind, ...rest] = (exclude ? text.slice(1) : text).split(':');
  const place = rest.join(':');
  if (kind === undefined || kind === '' || place === '') {
    throw new CommandError(`Resource should have GROUP:KIND:NAME, but instead got: ${text}`);
  }
  const slash = place.indexOf('/');
  return {
    group: group!,
    kind,
    namespace: slash < 0 ? undefined : place.slice(0, slash),
    name: slash < 0 ? place : place.slice(slash + 1),
    exclude,
  };
}

/** An object is selected when some wanted pattern matches (or there are only exclusions) and no exclusion does. */
export function selects(matches: readonly ResourceMatch[], one: Matchable): boolean {
  const wanted = matches.filter((match) => !match.exclude);
  const excluded = matches.some((match) => match.exclude && fits(match, one));
  return !excluded && (wanted.length === 0 || wanted.some((match) => fits(match, one)));
}

function fits(match: ResourceMatch, one: Matchable): boolean {
  return (
    same(match.group, one.group ?? '') &&
    same(match.kind, one.kind) &&
    same(match.name, one.name) &&
    (match.namespace === undefined || same(match.namespace, one.namespace ?? ''))
  );
}

function same(pattern: string, text: string): boolean {
  return pattern === '*' || pattern === text;
}
