import { annotationList, COMPARE_OPTIONS, type KubeObject } from '../model/index.ts';

/** What the annotation `argocd.argoproj.io/compare-options` asks for (reference §2.7). */
export interface CompareOptions {
  /** As a candidate for pruning the object does not make its application OutOfSync. */
  readonly ignoreExtraneous: boolean;
  /** Undefined = not said. Tier 2 is a server-side diff in any case; `false` keeps the server from being asked. */
  readonly serverSideDiff: boolean | undefined;
  readonly includeMutationWebhook: boolean;
}

export function compareOptionsOf(object: KubeObject): CompareOptions {
  const options = new Set(annotationList(object, COMPARE_OPTIONS));
  return {
    ignoreExtraneous: options.has('IgnoreExtraneous'),
    serverSideDiff: options.has('ServerSideDiff=true') ? true : options.has('ServerSideDiff=false') ? false : undefined,
    includeMutationWebhook: options.has('IncludeMutationWebhook=true'),
  };
}
