import type { KubeObject } from '../../model/index.ts';

export interface LogLine {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly text: string;
}

/** What a container of a Pod has written so far: the text of the annotation, or a line that says whose log it is. */
export function logLines(pod: KubeObject, container: string, _now: number): readonly LogLine[] {
  const { startTime } = (pod['status'] ?? {}) as { readonly startTime?: string };
  const started = Date.parse(startTime ?? pod.metadata.creationTimestamp ?? '');
  const given = pod.metadata.annotations?.['testcluster/log'];
  const text =
    given === undefined || given === ''
      ? `log of ${pod.metadata.namespace}/${pod.metadata.name}, container ${container}`
      : given;
  return text.split('\n').map((line, index) => ({ time: started + index, text: line }));
}
