import type { Command } from 'commander';

/** The command line that does what this one showed: its own words, with these instead of those that only say how to show it. */
export function againLine(command: Command, words: readonly string[], without: ReadonlySet<string>): string {
  const flags = command.options.flatMap((option) => {
    const name = option.attributeName();
    if (without.has(name) || command.getOptionValueSource(name) !== 'cli') return [];
    return flagWords(option.long ?? option.short ?? '', option.negate, command.getOptionValue(name) as unknown);
  });
  return ['argosy', ...words, ...flags].map(quoted).join(' ');
}

function flagWords(long: string, negate: boolean, value: unknown): readonly string[] {
  // `--prune` and `--no-prune` are two flags of one value.
  if (typeof value === 'boolean') return value === negate ? [] : [long];
  if (Array.isArray(value)) return value.flatMap((one) => [long, String(one)]);
  return [long, String(value)];
}

/** For a POSIX shell. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
