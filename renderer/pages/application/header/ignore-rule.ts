import type { Application } from '../../../../preload/contract/index.ts';
import type { ObjectRef } from '../object-key.ts';

type Rule = NonNullable<Application['spec']['ignoreDifferences']>[number];

/** The application with one more rule, or with one pointer more in the rule that is there for the object. */
export function ignoring(app: Application, ref: ObjectRef, jsonPointer: string): Application {
  const rules = app.spec.ignoreDifferences ?? [];
  const at = rules.findIndex((rule) => isFor(rule, ref));
  const old = rules[at];
  const rule: Rule = old
    ? { ...old, jsonPointers: [...new Set([...(old.jsonPointers ?? []), jsonPointer])] }
    : {
        ...(ref.group === '' ? {} : { group: ref.group }),
        kind: ref.kind,
        name: ref.name,
        ...(ref.namespace === '' ? {} : { namespace: ref.namespace }),
        jsonPointers: [jsonPointer],
      };
  const next = old ? rules.map((one, index) => (index === at ? rule : one)) : [...rules, rule];
  return { ...app, spec: { ...app.spec, ignoreDifferences: next } };
}

function isFor(rule: Rule, ref: ObjectRef): boolean {
  return (
    (rule.group ?? '') === ref.group &&
    rule.kind === ref.kind &&
    rule.name === ref.name &&
    (rule.namespace ?? '') === ref.namespace &&
    rule.jsonPointers !== undefined &&
    rule.jqPathExpressions === undefined &&
    rule.managedFieldsManagers === undefined
  );
}

/** Whether a rule with this pointer hides a difference at this path. A list item named by keys is below its list's pointer. */
export function pointerCovers(pointer: string, path: readonly unknown[]): boolean {
  const parts = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (parts.length > path.length) return false;
  return parts.every((part, index) => typeof path[index] !== 'object' && String(path[index]) === part);
}
