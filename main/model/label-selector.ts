import { ArgosyError } from './errors.ts';

interface Requirement {
  readonly key: string;
  readonly operator: 'in' | 'notin' | 'exists' | 'absent';
  readonly values: readonly string[];
}

const SET = /^([^\s=!,()]+)\s+(in|notin)\s*\(([^()]*)\)$/;
const EQUALITY = /^([^\s=!,()]+)\s*(==|=|!=)\s*([^\s=!,()]*)$/;
const NAME = /^(!?)\s*([^\s=!,()]+)$/;

/**
 * A label selector as kubectl's `-l` takes it: `a=b`, `a!=b`, `a in (x,y)`, `a notin (x)`, `a`, `!a`, joined by commas.
 * Throws ArgosyError for anything else.
 */
export function matchesSelector(selector: string, labels: Readonly<Record<string, string>>): boolean {
  return parseSelector(selector).every((requirement) => meets(requirement, labels));
}

function meets({ key, operator, values }: Requirement, labels: Readonly<Record<string, string>>): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'in':
      return value !== undefined && values.includes(value);
    case 'notin':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case 'absent':
      return value === undefined;
  }
}

function parseSelector(selector: string): readonly Requirement[] {
  if (selector.trim() === '') return [];
  // Commas inside parentheses belong to a set.
  return selector.split(/,(?![^(]*\))/).map((part) => parseRequirement(part.trim(), selector));
}

function parseRequirement(part: string, selector: string): Requirement {
  const set = SET.exec(part);
  if (set) {
    const values = set[3]!.split(',').map((value) => value.trim());
    return { key: set[1]!, operator: set[2] as 'in' | 'notin', values };
  }
  const equality = EQUALITY.exec(part);
  if (equality) return { key: equality[1]!, operator: equality[2] === '!=' ? 'notin' : 'in', values: [equality[3]!] };
  const name = NAME.exec(part);
  if (name) return { key: name[2]!, operator: name[1] === '!' ? 'absent' : 'exists', values: [] };
  throw new ArgosyError(
    'InvalidArgument',
    `unable to parse label selector ${JSON.stringify(selector)} at ${JSON.stringify(part)}`,
    {
      advice: 'Write it as kubectl does: key=value,other in (a,b),!absent.',
    },
  );
}
