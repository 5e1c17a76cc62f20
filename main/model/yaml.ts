/** YAML as Kubernetes' tools read it: YAML 1.1 scalars through JSON (sigs.k8s.io/yaml), with limits for hostile input. */

import { parseEvents, YAMLException } from 'js-yaml';
import { ArgosyError } from './errors.ts';
import type { JsonValue } from './object.ts';
import { ConstructError, constructJson } from './yaml-construct.ts';

export interface YamlLimits {
  /** Longest text in UTF-16 units. Default 10 MiB: what a repository's manifests may sum to (reference §1.3.4). */
  readonly maxLength?: number;
  /** Deepest nesting. Default 100. */
  readonly maxDepth?: number;
  /** Most aliases in one document. Default 1,000. */
  readonly maxAliases?: number;
  /** Most values and characters in one document after its aliases are written out. Default 10 Mi. */
  readonly maxExpanded?: number;
  /** Most documents in a text. Default 20,000. */
  readonly maxDocuments?: number;
}

export interface YamlOptions extends YamlLimits {
  /** Named in errors. */
  readonly file?: string;
  /** The line at which the text begins in its file; default 1. */
  readonly firstLine?: number;
  /** Default 'error'. 'last' is what Argo CD's own reader does: the later value wins. */
  readonly duplicateKeys?: 'error' | 'last';
}

export interface YamlDocument {
  readonly value: JsonValue;
  /** 1-based line of the document's first line in its file. */
  readonly line: number;
}

export interface YamlText {
  readonly text: string;
  readonly line: number;
}

const DEFAULT_LENGTH = 10 * 1024 * 1024;
const DEFAULT_DEPTH = 100;
const DEFAULT_ALIASES = 1_000;
const DEFAULT_EXPANDED = 10 * 1024 * 1024;
const DEFAULT_DOCUMENTS = 20_000;

/** The error of a text that does not parse: `line` is 1-based in the file, `problem` the parser's own words. */
export class YamlError extends ArgosyError {
  readonly line: number | undefined;
  readonly problem: string;

  constructor(problem: string, line: number | undefined, file: string | undefined) {
    const at = line === undefined ? '' : `line ${line}: `;
    super('InvalidArgument', `${file === undefined ? 'yaml' : file}: ${at}${problem}`, {
      subject: file === undefined ? undefined : line === undefined ? file : `${file}:${line}`,
      advice: 'Correct the file; nothing was applied from it.',
    });
    this.line = line;
    this.problem = problem;
  }
}

/** All documents of a text that are not empty. Throws `YamlError` at the first one that does not parse. */
export function parseYamlDocuments(text: string, options: YamlOptions = {}): readonly YamlDocument[] {
  const documents: YamlDocument[] = [];
  for (const piece of splitYamlDocuments(text, options)) {
    for (const value of loadPiece(piece, options)) {
      if (value !== null) documents.push({ value, line: piece.line });
    }
  }
  return documents;
}

/** Exactly one document; an empty text is null, as kubectl and Helm read it. */
export function parseYaml(text: string, options: YamlOptions = {}): JsonValue {
  const documents = parseYamlDocuments(text, options);
  if (documents.length > 1) {
    throw new YamlError(`expected one document, found ${documents.length}`, documents[1]!.line, options.file);
  }
  return documents[0]?.value ?? null;
}

/**
 * Cuts a text at its `---` lines without parsing, so that a document that does not parse leaves the others readable
 * (reference §1.3.4). Pieces that hold nothing but comments and blanks are left out.
 */
export function splitYamlDocuments(text: string, options: YamlOptions = {}): readonly YamlText[] {
  const { maxLength = DEFAULT_LENGTH, maxDocuments = DEFAULT_DOCUMENTS, file, firstLine = 1 } = options;
  if (text.length > maxLength) {
    throw new YamlError(`the text is longer than ${maxLength} characters`, undefined, file);
  }
  const pieces: YamlText[] = [];
  let start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let line = firstLine;
  while (start <= text.length) {
    let end = nextSeparator(text, start);
    // `%YAML 1.1` and its kind stand before the separator that begins their document.
    if (end < text.length && isDirectives(text.slice(start, end))) end = nextSeparator(text, end);
    const piece = text.slice(start, end);
    if (!isBlank(piece)) {
      if (pieces.length === maxDocuments) throw new YamlError(`more than ${maxDocuments} documents`, line, file);
      pieces.push({ text: piece, line });
    }
    if (end === text.length) break;
    line += countLines(piece);
    start = end;
  }
  return pieces;
}

/** Where the next line that begins with `---` begins, after the line at `from`. */
function nextSeparator(text: string, from: number): number {
  let at = text.indexOf('\n---', from);
  while (at >= 0) {
    const after = text.charCodeAt(at + 4);
    // `----` and `---a` are content; a blank, a line end or the end of the text make it a separator.
    if (Number.isNaN(after) || after === 0x20 || after === 0x09 || after === 0x0a || after === 0x0d) return at + 1;
    at = text.indexOf('\n---', at + 4);
  }
  return text.length;
}

const BLANK = /^(?:---)?[ \t]*(?:#[^\n]*)?(?:\r?\n[ \t]*(?:#[^\n]*)?)*$/;

function isBlank(piece: string): boolean {
  // Nearly every piece says so in its first characters; the pattern is for those that begin with comments.
  const first = piece.charCodeAt(piece.startsWith('---\n') ? 4 : 0);
  if ((first >= 0x61 && first <= 0x7a) || (first >= 0x41 && first <= 0x5a) || first === 0x7b) return false;
  return BLANK.test(piece);
}

function isDirectives(piece: string): boolean {
  return piece.includes('%') && /^(?:%[^\n]*\n|[ \t]*(?:#[^\n]*)?\r?\n)*$/.test(piece);
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}

function loadPiece(piece: YamlText, options: YamlOptions): readonly JsonValue[] {
  const { text } = piece;
  try {
    return constructJson(text, parseEvents(text, { maxDepth: options.maxDepth ?? DEFAULT_DEPTH }), {
      maxAliases: options.maxAliases ?? DEFAULT_ALIASES,
      maxExpanded: options.maxExpanded ?? DEFAULT_EXPANDED,
      lastKeyWins: options.duplicateKeys === 'last',
    });
  } catch (error) {
    // Without a cause: the parser's error carries the source, which may hold a Secret, into logs.
    if (error instanceof YAMLException) {
      throw new YamlError(error.reason, piece.line + (error.mark?.line ?? 0), options.file);
    }
    if (error instanceof ConstructError) {
      throw new YamlError(error.message, piece.line + countLines(text.slice(0, error.position)), options.file);
    }
    throw error;
  }
}
