import type { Command } from 'commander';
import { allCommands } from './program.ts';

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
    const match = end >= 0 && index > end ? undefined : /^(--[a-zA-Z-]+)=(true|false)$/.exec(word);
    const flag = match?.[1];
    if (flag === undefined || !(plain.has(flag) || negatable.has(flag))) return [word];
    if (match![2] === 'true') return plain.has(flag) ? [flag] : [];
    return negatable.has(flag) ? [`--no-${flag.slice(2)}`] : [];
  });
}
