import { type KubeObject, parseApiVersion, toYaml } from '../model/index.ts';
import { normalDiff } from './text-diff.ts';

/** One object as `app diff` shows it (reference §12.2): a header and the `diff` of two YAML texts; empty when they are equal. */
export function diffText(live: KubeObject | undefined, desired: KubeObject | undefined): string {
  const object = desired ?? live;
  if (object === undefined) return '';
  const text = normalDiff(live === undefined ? '' : toYaml(live), desired === undefined ? '' : toYaml(desired));
  if (text === '') return '';
  const { group } = parseApiVersion(object.apiVersion);
  return `\n===== ${group}/${object.kind} ${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''} ======\n${text}`;
}
