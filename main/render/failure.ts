import { ArgosyError, type ErrorCode } from '../model/index.ts';

/** Characters. A tool can print whole manifests as its error; a condition is read by a person. */
const LONGEST_MESSAGE = 2_000;
/** Go's tools put the cause last, behind the way to it. */
const LONGEST_END = 600;

/** What a source's own content or parameters did wrong. Only such failures may be remembered by the key of the inputs. */
export class SourceFailure extends ArgosyError {}

/** A failure of one source. The message is shown behind `failed to generate manifest for source 1 of 1: …`. */
export function failure(
  code: ErrorCode,
  message: string,
  options: { subject?: string | undefined; advice?: string | undefined; cause?: unknown } = {},
): SourceFailure {
  return new SourceFailure(code, bounded(message), options);
}

/** Printable and short: terminal sequences of a template's `fail` must not reach a terminal. */
export function bounded(text: string): string {
  const printable = text.replace(UNPRINTABLE, '\ufffd');
  if (printable.length <= LONGEST_MESSAGE) return printable;
  const start = printable.slice(0, LONGEST_MESSAGE - LONGEST_END);
  return `${start}… (${printable.length - LONGEST_MESSAGE} characters) …${printable.slice(-LONGEST_END)}`;
}

/** Control characters but tab and line feed, and marks that turn the direction of writing. */
const UNPRINTABLE = /[^\P{Cc}\t\n]|[\u202a-\u202e\u2066-\u2069]/gu;

/** What the tool says, without passwords of URLs and the pieces of file content that YAML and JSON libraries quote (CVE-2022-24730). */
export function withoutContent(text: string): string {
  return text
    .replace(/:\/\/[^/@\s]*@/g, '://')
    .replace(/(cannot (?:unmarshal|construct|decode) !!\w+ )`[^`]*`/g, '$1(a value)')
    .replace(/(cannot unmarshal !!\w+) \S.*? (into )/g, '$1 (a value) $2')
    .replace(/(json: cannot unmarshal \w+) .*? (into )/g, '$1 $2')
    .replace(/(is missing in )'[^']*'/g, '$1the object')
    .replace(/(found unknown escape character|invalid character) '[^']*'/g, '$1');
}
