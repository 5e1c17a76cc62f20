import type { KubeObject } from '../../model/index.ts';

export interface WriteOptions {
  readonly manager: string;
  readonly dryRun: boolean;
  readonly validation: 'Strict' | 'Warn' | 'Ignore';
}

export interface Written {
  readonly object: KubeObject;
  readonly created: boolean;
  readonly warnings: readonly string[];
}

/** For writes by the sandbox itself. */
export function internal(manager: string): WriteOptions {
  return { manager, dryRun: false, validation: 'Ignore' };
}
