import { toYaml } from '../../model/index.ts';
import { CommandError, EXIT } from './exit.ts';

/** `json` or `yaml` text of whole objects, as argocd prints them; undefined when another format is asked for. */
export function structured(value: unknown, format: string): string | undefined {
  if (format === 'json') return `${JSON.stringify(value, undefined, 2)}\n`;
  if (format === 'yaml') return toYaml(value);
  return undefined;
}

export function unknownFormat(format: string): CommandError {
  return new CommandError(`Unknown output format: ${format}`, EXIT.error);
}
