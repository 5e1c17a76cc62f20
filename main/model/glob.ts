/**
 * The globs of Argo CD, compiled once a pattern. A match takes at most tokens × characters steps whatever the pattern:
 * no regular expression, no backtracking that grows.
 *
 * Dialects (reference §1.3.4, §8):
 * - without a separator: `*` and `**` match anything, `?` any one character;
 * - with a separator (`/`): `*` and `?` stop at it, `**` does not.
 * Both: `{a,b}` alternatives that may nest, `[abc]`, `[a-z]`, `[!a]` or `[^a]`, `\` makes the next character literal.
 */

import { ArgosyError } from './errors.ts';

export interface GlobOptions {
  /** The character that `*` does not cross; default: none. */
  readonly separator?: string;
}

export interface Glob {
  readonly pattern: string;
  matches(text: string): boolean;
}

type Token =
  | { readonly kind: 'text'; readonly char: number }
  | { readonly kind: 'any' }
  | { readonly kind: 'set'; readonly negated: boolean; readonly ranges: readonly (readonly [number, number])[] }
  | { readonly kind: 'star' }
  | { readonly kind: 'globstar' };

const LONGEST_PATTERN = 4_096;
/** Alternatives multiply: `{a,b}{a,b}…` must not become a bomb. */
const MOST_ALTERNATIVES = 1_024;

const NO_SEPARATOR = -1;

/** Compiles a pattern; throws `ArgosyError` for one that is malformed or too large. */
export function compileGlob(pattern: string, options: GlobOptions = {}): Glob {
  const separator = options.separator === undefined ? NO_SEPARATOR : options.separator.codePointAt(0)!;
  if (pattern.length > LONGEST_PATTERN)
    throw malformed(pattern.slice(0, 60), `longer than ${LONGEST_PATTERN} characters`);
  // Most patterns in a project are `*`, a plain name or a name with one star at its end.
  if (separator === NO_SEPARATOR && (pattern === '*' || pattern === '**')) return { pattern, matches: () => true };
  if (!/[*?[\]{}\\]/.test(pattern)) return { pattern, matches: (text) => text === pattern };
  const alternatives = expandBraces(pattern).map((plain) => {
    const tokens = tokenize(plain, pattern);
    const mixed = tokens.some((token) => token.kind === 'star') && tokens.some((token) => token.kind === 'globstar');
    return { tokens, match: mixed && separator !== NO_SEPARATOR ? matchAllAtOnce : matchGreedy };
  });
  return {
    pattern,
    matches: (text) => {
      const chars = codePoints(text);
      for (const { tokens, match } of alternatives) if (match(tokens, chars, separator)) return true;
      return false;
    },
  };
}

const CACHE_SIZE = 2_000;
const cache = new Map<string, Glob>();

/** As `compileGlob`, remembering what was compiled. */
export function globOf(pattern: string, options: GlobOptions = {}): Glob {
  const key = `${options.separator ?? ''}\0${pattern}`;
  let glob = cache.get(key);
  if (glob === undefined) {
    glob = compileGlob(pattern, options);
    if (cache.size >= CACHE_SIZE) cache.clear();
    cache.set(key, glob);
  }
  return glob;
}

/**
 * True when the text matches. A malformed pattern matches nothing: in a rule that allows it then allows nothing.
 * Where a pattern denies, use `compileGlob` and refuse the rule instead.
 */
export function globMatches(pattern: string, text: string, options: GlobOptions = {}): boolean {
  if (pattern === text) return true;
  try {
    return globOf(pattern, options).matches(text);
  } catch (error) {
    if (error instanceof ArgosyError) return false;
    throw error;
  }
}

/** `!x` means "not x"; returns the pattern without the mark. */
export function negatedPattern(pattern: string): { readonly negated: boolean; readonly pattern: string } {
  return pattern.startsWith('!') ? { negated: true, pattern: pattern.slice(1) } : { negated: false, pattern };
}

/** Whether any pattern of a list matches. A `/regex/` entry, where a setting allows one, is the caller's to tell apart. */
export function anyGlobMatches(patterns: readonly string[], text: string, options: GlobOptions = {}): boolean {
  for (const pattern of patterns) if (globMatches(pattern, text, options)) return true;
  return false;
}

function malformed(pattern: string, why: string): ArgosyError {
  return new ArgosyError('InvalidArgument', `invalid glob ${JSON.stringify(pattern)}: ${why}`);
}

function codePoints(text: string): readonly number[] {
  const chars: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const char = text.codePointAt(at)!;
    if (char > 0xffff) at++;
    chars.push(char);
  }
  return chars;
}

/** Writes `a{b,c{d,e}}` out as `ab`, `acd`, `ace`. Braces inside `[…]` or after `\` are ordinary characters. */
function expandBraces(pattern: string): readonly string[] {
  const [open, close, commas] = firstBraces(pattern);
  if (open < 0) return [pattern];
  const before = pattern.slice(0, open);
  const rest = expandBraces(pattern.slice(close + 1));
  const cuts = [open, ...commas, close];
  const results: string[] = [];
  for (let n = 0; n + 1 < cuts.length; n++) {
    for (const middle of expandBraces(pattern.slice(cuts[n]! + 1, cuts[n + 1]))) {
      for (const end of rest) {
        results.push(before + middle + end);
        if (results.length > MOST_ALTERNATIVES) throw malformed(pattern, `more than ${MOST_ALTERNATIVES} alternatives`);
      }
    }
  }
  return results;
}

function firstBraces(pattern: string): readonly [number, number, readonly number[]] {
  let open = -1;
  let depth = 0;
  const commas: number[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at];
    if (char === '\\') at++;
    else if (char === '[') at = endOfSet(pattern, at);
    else if (char === '{') {
      if (depth++ === 0) open = at;
    } else if (char === ',' && depth === 1) commas.push(at);
    else if (char === '}' && depth > 0 && --depth === 0) return [open, at, commas];
  }
  if (depth > 0) throw malformed(pattern, 'a { without its }');
  return [-1, -1, commas];
}

/** The index of the `]` that closes a set, or of the `[` itself when none does. */
function endOfSet(pattern: string, open: number): number {
  let at = open + 1;
  if (pattern[at] === '!' || pattern[at] === '^') at++;
  if (pattern[at] === ']') at++;
  for (; at < pattern.length; at++) {
    if (pattern[at] === '\\') at++;
    else if (pattern[at] === ']') return at;
  }
  throw malformed(pattern, 'a [ without its ]');
}

function tokenize(pattern: string, whole: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern.codePointAt(at)!;
    switch (pattern[at]) {
      case '\\': {
        at++;
        if (at >= pattern.length) throw malformed(whole, 'a \\ at its end');
        const literal = pattern.codePointAt(at)!;
        tokens.push({ kind: 'text', char: literal });
        if (literal > 0xffff) at++;
        break;
      }
      case '?':
        tokens.push({ kind: 'any' });
        break;
      case '*': {
        let stars = 1;
        while (pattern[at + 1] === '*') {
          at++;
          stars++;
        }
        tokens.push({ kind: stars === 1 ? 'star' : 'globstar' });
        break;
      }
      case '[': {
        const end = endOfSet(pattern, at);
        tokens.push(setToken(pattern.slice(at + 1, end), whole));
        at = end;
        break;
      }
      default:
        tokens.push({ kind: 'text', char });
        if (char > 0xffff) at++;
    }
  }
  return tokens;
}

function setToken(body: string, whole: string): Token {
  const negated = body.startsWith('!') || body.startsWith('^');
  const chars = codePoints(negated ? body.slice(1) : body);
  const ranges: (readonly [number, number])[] = [];
  for (let at = 0; at < chars.length; at++) {
    if (chars[at] === 0x5c && at + 1 < chars.length) at++;
    const low = chars[at]!;
    if (chars[at + 1] === 0x2d && at + 2 < chars.length) {
      at += 2;
      if (chars[at] === 0x5c && at + 1 < chars.length) at++;
      if (chars[at]! < low) throw malformed(whole, 'a range that ends before it begins');
      ranges.push([low, chars[at]!]);
    } else {
      ranges.push([low, low]);
    }
  }
  if (ranges.length === 0) throw malformed(whole, 'an empty []');
  return { kind: 'set', negated, ranges };
}

/** Greedy with one memory: the last star grows where the rest does not fit. At most tokens × characters steps. */
function matchGreedy(tokens: readonly Token[], text: readonly number[], separator: number): boolean {
  let token = 0;
  let at = 0;
  let starToken = -1;
  let starAt = 0;
  let starStops = false;
  for (;;) {
    const current = tokens[token];
    if (current === undefined) {
      if (at === text.length) return true;
    } else if (current.kind === 'star' || current.kind === 'globstar') {
      starToken = token++;
      starAt = at;
      starStops = current.kind === 'star';
      continue;
    } else if (at < text.length && matchesOne(current, text[at]!, separator)) {
      token++;
      at++;
      continue;
    }
    if (starToken < 0 || starAt >= text.length || (starStops && text[starAt] === separator)) return false;
    at = ++starAt;
    token = starToken + 1;
  }
}

/** All positions at once, for patterns that mix `*` with `**`: there one memory is not enough, and two could be made slow. */
function matchAllAtOnce(tokens: readonly Token[], text: readonly number[], separator: number): boolean {
  const end = tokens.length;
  let states = new Uint8Array(end + 1);
  let next = new Uint8Array(end + 1);
  const enter = (set: Uint8Array, token: number) => {
    let at = token;
    set[at] = 1;
    // A star may match nothing, so the place behind it is entered with it.
    for (let kind = tokens[at]?.kind; kind === 'star' || kind === 'globstar'; kind = tokens[at]?.kind) set[++at] = 1;
  };
  enter(states, 0);
  for (const char of text) {
    next.fill(0);
    let alive = false;
    for (let token = 0; token < end; token++) {
      if (states[token] === 0) continue;
      const current = tokens[token]!;
      if (current.kind === 'globstar' || (current.kind === 'star' && char !== separator)) enter(next, token);
      else if (matchesOne(current, char, separator)) enter(next, token + 1);
      else continue;
      alive = true;
    }
    if (!alive) return false;
    [states, next] = [next, states];
  }
  return states[end] === 1;
}

function matchesOne(token: Token, char: number, separator: number): boolean {
  switch (token.kind) {
    case 'text':
      return token.char === char;
    case 'any':
      return char !== separator;
    case 'set': {
      for (const [low, high] of token.ranges) if (char >= low && char <= high) return !token.negated;
      return token.negated;
    }
    case 'star':
    case 'globstar':
      return false;
  }
}
