import type { Command } from 'commander';
import { allCommands } from './all-commands.ts';

/** What Go's flag parser takes for a boolean. */
const TRUE = new Set(['true', 'TRUE', 'True', 't', 'T', '1']);
const FALSE = new Set(['false', 'FALSE', 'False', 'f', 'F', '0']);

/**
 * Scripts written for argocd say `--cascade=false` and `--prune=true`: a boolean flag with a value. Commander knows `--no-cascade`
 * and `--prune`, so those words are translated before it reads them.
 */
export function translateFlags(argv: readonly string[], program: Command): readonly string[] {
  const plain = new Set<string>();
  const negatable = new Set<string>();
  for (const command of allCommands(program)) {
    for (const option of command.options) {
      if (option.required || option.optional || option.long == null) continue;
      if (option.negate) negatable.add(option.long.replace(/^--no-/, '--'));
      else plain.add(option.long);
    }
  }
  const end = argv.indexOf('--');
  return argv.flatMap((word, index) => {
    const match = end >= 0 && index > end ? null : /^(--[a-zA-Z-]+)=([a-zA-Z01]+)$/.exec(word);
    if (match === null) return [word];
    const [, flag = '', value = ''] = match;
    if (!(plain.has(flag) || negatable.has(flag))) return [word];
    if (TRUE.has(value)) return plain.has(flag) ? [flag] : [];
    if (FALSE.has(value)) return negatable.has(flag) ? [`--no-${flag.slice(2)}`] : [];
    return [word];
  });
}
