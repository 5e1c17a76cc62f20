/** Short forms for tables of health cases. */

import type { HealthStatus, KubeObject } from '../../model/index.ts';
import { assessBuiltin } from '../assess.ts';

export interface Shape {
  /** Conditions as `Type=Status:Reason|message`; reason and message may be left out. */
  readonly c?: readonly string[];
  /** Fields of the status beside the conditions. */
  readonly s?: Readonly<Record<string, unknown>>;
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly meta?: Readonly<Record<string, unknown>>;
}

/** `group/Kind`, the object, and `Status message`, `Status`, or `none`. */
export type Case = readonly [kind: string, shape: Shape, expected: string];

export function condition(text: string): Readonly<Record<string, unknown>> {
  const [, type, status, reason, message] = /^([^=]*)=([^:|]*)(?::([^|]*))?(?:\|(.*))?$/s.exec(text)!;
  return {
    type,
    status,
    ...(reason !== undefined && { reason }),
    ...(message !== undefined && { message }),
  };
}

export function objectOf(kind: string, { c, s, spec, meta }: Shape): KubeObject {
  const slash = kind.lastIndexOf('/');
  const status = { ...s, ...(c !== undefined && { conditions: c.map(condition) }) };
  return {
    apiVersion: `${kind.slice(0, slash)}/v1`,
    kind: kind.slice(slash + 1),
    metadata: { name: 'it', ...meta },
    ...(spec !== undefined && { spec }),
    ...((c !== undefined || s !== undefined) && { status }),
  };
}

export function line(verdict: HealthStatus | undefined): string {
  if (verdict === undefined) return 'none';
  return verdict.message === undefined ? verdict.status : `${verdict.status} ${verdict.message}`;
}

export const judged = (kind: string, shape: Shape): string => line(assessBuiltin(objectOf(kind, shape)));
