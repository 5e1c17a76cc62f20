import type { Check } from '../compiled/index.ts';

export function ruleFor(_group: string, _kind: string): Check | undefined {
  return undefined;
}
