import type { Application } from '../../../../preload/contract/index.ts';
import type { ObjectRef } from '../object-key.ts';

type Rule = NonNullable<Application['spec']['ignoreDifferences']>[number];

export type IgnoreScope = 'object' | 'kind';

/** The rule alone, as it will stand in the application. */
export function ignoreRule({ group, kind, namespace, name }: ObjectRef, jsonPointer: string, scope: IgnoreScope): Rule {
  return {
    ...(group === '' ? {} : { group }),
    kind,
    ...(scope === 'object' ? { name, ...(namespace === '' ? {} : { namespace }) } : {}),
    jsonPointers: [jsonPointer],
  };
}

/** The application with one rule more, or with one pointer more in the rule that it has for the same objects (reference §2.6). */
export function withIgnoreRule(app: Application, rule: Rule): Application {
  const rules = app.spec.ignoreDifferences ?? [];
  const at = rules.findIndex((one) => sameObjects(one, rule));
  const old = rules[at];
  const next = old
    ? rules.with(at, {
        ...old,
        jsonPointers: [...new Set([...(old.jsonPointers ?? []), ...(rule.jsonPointers ?? [])])],
      })
    : [...rules, rule];
  return { ...app, spec: { ...app.spec, ignoreDifferences: next } };
}

/** The words after `argosy` that save the very rules of `withIgnoreRule`. A merge replaces a list as a whole (RFC 7386), so all of them are said. */
export function ignoreCommand(commandName: string, app: Application, rule: Rule): readonly string[] {
  const { ignoreDifferences } = withIgnoreRule(app, rule).spec;
  return ['app', 'patch', commandName, '--type', 'merge', '--patch', JSON.stringify({ spec: { ignoreDifferences } })];
}

function sameObjects(a: Rule, b: Rule): boolean {
  return (
    (a.group ?? '') === (b.group ?? '') &&
    a.kind === b.kind &&
    (a.name ?? '') === (b.name ?? '') &&
    (a.namespace ?? '') === (b.namespace ?? '')
  );
}

/** A preview as the scope has it: the field of one object, or of all of its kind. */
export function hiddenBy<T extends { readonly ref: ObjectRef }>(
  hides: readonly T[],
  ref: ObjectRef,
  scope: IgnoreScope,
): readonly T[] {
  return scope === 'kind'
    ? hides
    : hides.filter((one) => one.ref.name === ref.name && one.ref.namespace === ref.namespace);
}
