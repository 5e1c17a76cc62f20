import { ArgosyError, globOf } from '../model/index.ts';

export interface PatternOptions {
  readonly separator?: string;
}

export function isDenial(pattern: string): boolean {
  return pattern.startsWith('!');
}

/** For a rule that allows: a malformed pattern allows nothing. */
export function allows(pattern: string, text: string, options: PatternOptions = {}): boolean {
  return matches(pattern, text, options, false);
}

/** For a rule that denies: a malformed pattern denies everything, because nobody can say what it was meant to spare. */
export function denies(pattern: string, text: string, options: PatternOptions = {}): boolean {
  return matches(pattern, text, options, true);
}

function matches(pattern: string, text: string, options: PatternOptions, whenMalformed: boolean): boolean {
  try {
    return globOf(pattern, options).matches(text);
  } catch (error) {
    if (error instanceof ArgosyError) return whenMalformed;
    throw error;
  }
}
