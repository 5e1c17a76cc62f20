/** Gateway API: health-rules P10, §4.16–4.18. */

import type { KubeObject } from '../../model/index.ts';
import type { Check } from '../compiled/index.ts';
import { type Condition, conditionList } from '../conditions.ts';
import { at, health, listAt, need, word } from '../fields.ts';
import { generation, mOr, status, type Verdict } from './clauses.ts';

/** P10: undefined means passed. */
function judgeConditions(conditions: readonly Condition[], prefix: () => string, noun: string): Verdict {
  for (const type of ['ResolvedRefs', 'Accepted']) {
    const failed = conditions.find((condition) => condition.type === type && condition.status === 'False');
    if (failed !== undefined) return health('Degraded', prefix() + word(mOr(`Failed condition: ${type}`)(failed)));
  }
  const programming = conditions.find((condition) => condition.type === 'Programmed' && condition.status !== 'True');
  if (programming === undefined) return undefined;
  return health('Progressing', prefix() + word(mOr(`${noun} is still being programmed`)(programming)));
}

export const gateway: Check = (object) => {
  const own = status(object, 'conditions');
  const verdict = own === undefined ? undefined : judgeConditions(conditionList(own), () => '', 'Gateway');
  if (verdict !== undefined) return verdict;
  const listeners = listAt(object, 'status', 'listeners');
  for (const listener of listeners) {
    const found = judgeConditions(conditionList(at(listener, 'conditions')), () => 'Listener: ', 'Listener');
    if (found !== undefined) return found;
  }
  return own !== undefined || listeners.length > 0
    ? health('Healthy', 'Gateway is healthy')
    : health('Progressing', 'Waiting for Gateway status');
};

/** HTTPRoute looks at conditions of the current generation only, GRPCRoute at all of them. */
export function route(checkGeneration: boolean): Check {
  return (object) => {
    let told = false;
    for (const parent of listAt(object, 'status', 'parents')) {
      const conditions = conditionList(at(parent, 'conditions'));
      if (checkGeneration && !isCurrent(conditions, object)) continue;
      const prefix = () => `Parent ${nameOf(parent, 'parentRef')}: `;
      const verdict = judgeConditions(conditions, prefix, 'Route');
      if (verdict !== undefined) return verdict;
      told ||= conditions.length > 0;
    }
    return told
      ? health('Healthy', `${object.kind} is healthy`)
      : health('Progressing', `Waiting for ${object.kind} status`);
  };
}

function isCurrent(conditions: readonly Condition[], object: KubeObject): boolean {
  const wanted = generation(object);
  if (wanted === undefined) return true;
  return conditions.length > 0 && !conditions.some((condition) => isOther(condition.observedGeneration, wanted));
}

function isOther(seen: unknown, wanted: unknown): boolean {
  return seen !== undefined && seen !== null && seen !== wanted;
}

function nameOf(entry: unknown, field: 'parentRef' | 'ancestorRef'): string {
  const name = need(entry, field, 'name');
  return typeof name === 'string' ? name : '';
}

export const gatewayClass: Check = (object) => {
  const wanted = generation(object);
  const accepted = conditionList(status(object, 'conditions')).find(
    (condition) =>
      condition.type === 'Accepted' && !(wanted !== undefined && isOther(condition.observedGeneration, wanted)),
  );
  const waiting = 'Waiting for GatewayClass status';
  if (accepted?.status === 'True') return health('Healthy', mOr('GatewayClass is accepted')(accepted));
  if (accepted?.status === 'False') return health('Degraded', mOr('GatewayClass is not accepted')(accepted));
  return health('Progressing', accepted === undefined ? waiting : mOr(waiting)(accepted));
};

/** §4.16. `strict`: the microgateway's reading, in which a condition without a generation is outdated and every ancestor must accept. */
export function policyWithAncestors(strict: boolean): Check {
  return (object) => {
    const { kind } = object;
    const waiting = health('Progressing', `Waiting for ${kind} status`);
    if (status(object, 'ancestors') === undefined) return waiting;
    const ancestors = listAt(object, 'status', 'ancestors');
    const wanted = generation(object);
    for (const ancestor of ancestors) {
      const outdated = conditionList(at(ancestor, 'conditions')).some((condition) => {
        const seen = condition.observedGeneration ?? undefined;
        return wanted !== undefined && (seen === undefined ? strict : seen !== wanted);
      });
      if (outdated) {
        return health(
          'Progressing',
          `Waiting for Ancestor ${nameOf(ancestor, 'ancestorRef')} to update ${kind} status`,
        );
      }
    }
    let verdict: Verdict = waiting;
    for (const ancestor of ancestors) {
      let accepted = false;
      for (const condition of conditionList(at(ancestor, 'conditions'))) {
        if (condition.type !== 'Accepted' && condition.type !== 'ResolvedRefs') continue;
        if (condition.status !== 'True') {
          return health(
            'Degraded',
            `Ancestor ${nameOf(ancestor, 'ancestorRef')}: ${word(condition.message ?? undefined)}`,
          );
        }
        if (condition.type === 'Accepted') {
          accepted = true;
          verdict = health('Healthy', `${kind} is healthy`);
        }
      }
      if (strict && !accepted) {
        verdict = health('Degraded', `Ancestor ${nameOf(ancestor, 'ancestorRef')}: ${kind} is not accepted`);
      }
    }
    return verdict;
  };
}

export const microgateway: Check = (object) =>
  object.kind.endsWith('Policy') ? policyWithAncestors(true)(object) : health('Healthy', `${object.kind} is healthy`);
