import { CommanderError } from 'commander';
import { translateFlags } from './cobra-flags.ts';
import { describeError, EXIT } from './exit.ts';
import { withoutGlobalFlags } from './global-flags.ts';
import type { Io } from './io.ts';
import { createProgram } from './program.ts';

/** Runs one command line; resolves with the exit code. Nothing else in the CLI ends the process. */
export async function runCommand(argv: readonly string[], io: Io): Promise<number> {
  let exitCode: number = EXIT.ok;
  const program = createProgram(io, (code) => {
    exitCode = code;
  });
  try {
    const words = translateFlags(withoutGlobalFlags(argv), program);
    await program.parseAsync(words.length === 0 ? ['--help'] : [...words], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.failed; // commander has printed it
    if (io.interrupted.aborted) return 130;
    const { text, exitCode: code } = describeError(error, io.env['ARGOSY_DEBUG'] !== undefined);
    io.err(`argosy: ${text}\n`);
    return code;
  }
}
