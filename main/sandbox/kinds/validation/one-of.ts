import { type FieldFault, unsupported } from '../../api/status-error.ts';

export function oneOf(value: unknown, field: string, allowed: readonly string[]): FieldFault[] {
  return allowed.includes(String(value)) ? [] : [unsupported(field, value, allowed)];
}
