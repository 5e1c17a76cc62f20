import type { Check } from '../compiled/index.ts';
import { RULES, WILDCARDS } from './table.ts';

/** The rule of a kind: the exact one, else the first wildcard of its group. `*.` stands for one label or more in front. */
export function ruleFor(group: string, kind: string): Check | undefined {
  const exact = RULES.get(`${group}/${kind}`);
  if (exact !== undefined) return exact;
  for (const [pattern, rule] of WILDCARDS) {
    if (pattern.startsWith('*.') ? group.endsWith(pattern.slice(1)) : group === pattern) return rule;
  }
  return undefined;
}

export { RULES, WILDCARDS };
