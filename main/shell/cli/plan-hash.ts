import { CommandError } from './exit.ts';

/** The value of --plan: the hash that a plan was printed with. */
export function planHash(text: string): string {
  if (/^[0-9a-f]{64}$/.test(text)) return text;
  throw new CommandError(
    `--plan: expected the hash of a plan, got ${JSON.stringify(text)}`,
    undefined,
    'Take the line that `argosy app plan` or --preview prints at its end.',
  );
}
