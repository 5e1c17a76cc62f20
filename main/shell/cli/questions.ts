import { CommandError, EXIT } from './exit.ts';
import type { Io } from './io.ts';

/** y/N; `undefined` when there is nobody to ask. */
export async function agrees(io: Io, question: string): Promise<boolean | undefined> {
  if (io.ask === undefined) return undefined;
  return /^y(es)?$/i.test((await io.ask(`${question} [y/N] `)).trim());
}

/**
 * For what takes much with it: the name of its application has to be typed (ux.md §3). A script says --yes; without it and without a
 * terminal the command ends. False when another word was typed.
 */
export async function typesName(io: Io, name: string, doing: string): Promise<boolean> {
  if (io.ask === undefined) {
    throw new CommandError(
      `${doing} needs a confirmation, and there is nobody to ask`,
      EXIT.failed,
      'Look at it with --preview, then say --yes.',
    );
  }
  const [bare = ''] = name.split('/').slice(-1);
  const typed = (await io.ask(`Type ${bare} to go on: `)).trim();
  return typed === bare || typed === name;
}
