import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { CommandError } from '../exit.ts';

/** Completion scripts for the shells: words and flags of every command, written out from the command tree itself. */
export function completionCommand(program: Command, context: CommandContext): void {
  program
    .command('completion <shell>')
    .summary('Print the completion script for bash, zsh or fish')
    .addHelpText('after', '\nExample:\n  source <(argosy completion bash)')
    .action((shell: string) => {
      const commands = [...walk(program, [])];
      switch (shell) {
        case 'bash':
          context.io.out(bash(commands));
          return;
        case 'zsh':
          context.io.out(`#compdef argosy\nautoload -U +X bashcompinit && bashcompinit\n${bash(commands)}`);
          return;
        case 'fish':
          context.io.out(fish(commands));
          return;
        default:
          throw new CommandError(`no completion for ${shell}: choose bash, zsh or fish`);
      }
    });
}

interface Entry {
  readonly path: readonly string[];
  readonly words: readonly string[];
  readonly flags: readonly string[];
  readonly summary: string;
}

function* walk(command: Command, path: readonly string[]): Iterable<Entry> {
  const below = command.commands.filter((one) => one.name() !== 'help');
  yield {
    path,
    words: below.flatMap((one) => [one.name(), ...one.aliases()]),
    flags: command.options.flatMap((option) => (option.long == null ? [] : [option.long])),
    summary: command.summary(),
  };
  for (const one of below) {
    for (const name of [one.name(), ...one.aliases()]) yield* walk(one, [...path, name]);
  }
}

function bash(commands: readonly Entry[]): string {
  const cases = commands.map(
    ({ path, words, flags }) => `    "${path.join(' ')}") words="${[...words, ...flags].join(' ')}" ;;`,
  );
  return `_argosy() {
  local current="\${COMP_WORDS[COMP_CWORD]}" path="" word words
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) case "$path" in *" "*) ;; *) path="\${path:+$path }$word" ;; esac ;; esac
  done
  case "$path" in
${cases.join('\n')}
    *) words="" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _argosy argosy
`;
}

function fish(commands: readonly Entry[]): string {
  const lines = ['complete -c argosy -f'];
  const summaries = new Map(commands.map((entry) => [entry.path.join(' '), entry.summary]));
  for (const { path, words, flags } of commands) {
    const condition =
      path.length === 0
        ? '__fish_use_subcommand'
        : path.length === 1
          ? `__fish_seen_subcommand_from ${path[0]}; and not __fish_seen_subcommand_from ${words.join(' ')}`
          : path.map((word) => `__fish_seen_subcommand_from ${word}`).join('; and ');
    for (const word of words) {
      const summary = (summaries.get([...path, word].join(' ')) ?? '').replaceAll("'", '’');
      lines.push(`complete -c argosy -n '${condition}' -a ${word} -d '${summary}'`);
    }
    for (const flag of flags) lines.push(`complete -c argosy -n '${condition}' -l ${flag.slice(2)}`);
  }
  return `${lines.join('\n')}\n`;
}
