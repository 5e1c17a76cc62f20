import type { Input } from '../../../../preload/contract/index.ts';

/** What a plan depends on: not whether it is only tried, nor how often. */
export function planned({ sync }: { readonly sync?: object | undefined }): Input<'app.plan'>['operation'] {
  return { sync: { ...sync, dryRun: undefined, planHash: undefined } };
}
