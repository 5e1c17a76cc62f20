/** Versions and constraints as Masterminds' semver v3 reads them: what Argo CD and Helm choose charts and tags with. */

export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  readonly prerelease: string;
  readonly metadata: string;
  /** The text it was read from, `v` prefix included. */
  readonly original: string;
}

const LONGEST = 256;
const NUMBER = '0|[1-9][0-9]*';
const PRERELEASE =
  '(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)(?:\\.(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*))*';
const METADATA = '[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*';
const LOOSE = new RegExp(`^v?([0-9]+)(?:\\.([0-9]+))?(?:\\.([0-9]+))?(?:-(${PRERELEASE}))?(?:\\+(${METADATA}))?$`);
const STRICT = new RegExp(`^v?(${NUMBER})\\.(${NUMBER})\\.(${NUMBER})(?:-(${PRERELEASE}))?(?:\\+(${METADATA}))?$`);

/** `1`, `v1.2` and `1.2.3-rc.1+build` are versions; missing parts are 0. Undefined for anything else. */
export function parseVersion(text: string): Version | undefined {
  if (text.length > LONGEST) return undefined;
  return toVersion(LOOSE.exec(text), text);
}

/** Three numbers are needed, without leading zeros. */
export function parseStrictVersion(text: string): Version | undefined {
  if (text.length > LONGEST) return undefined;
  return toVersion(STRICT.exec(text), text);
}

function toVersion(match: RegExpExecArray | null, original: string): Version | undefined {
  if (match === null) return undefined;
  const [, major = '0', minor = '0', patch = '0', prerelease = '', metadata = ''] = match;
  const numbers = [Number(major), Number(minor), Number(patch)] as const;
  if (!numbers.every(Number.isSafeInteger)) return undefined;
  return { major: numbers[0], minor: numbers[1], patch: numbers[2], prerelease, metadata, original };
}

/** By precedence (semver.org §11); build metadata does not count. */
export function compareVersions(a: Version, b: Version): number {
  return (
    Math.sign(a.major - b.major) ||
    Math.sign(a.minor - b.minor) ||
    Math.sign(a.patch - b.patch) ||
    comparePrereleases(a.prerelease, b.prerelease)
  );
}

function comparePrereleases(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '') return 1;
  if (b === '') return -1;
  const left = a.split('.');
  const right = b.split('.');
  for (let n = 0; n < left.length && n < right.length; n++) {
    const order = compareIdentifiers(left[n]!, right[n]!);
    if (order !== 0) return order;
  }
  return Math.sign(left.length - right.length);
}

function compareIdentifiers(a: string, b: string): number {
  if (a === b) return 0;
  const aNumeric = /^[0-9]+$/.test(a);
  const bNumeric = /^[0-9]+$/.test(b);
  if (aNumeric && bNumeric) return a.length === b.length ? (a < b ? -1 : 1) : Math.sign(a.length - b.length);
  if (aNumeric !== bNumeric) return aNumeric ? -1 : 1;
  return a < b ? -1 : 1;
}

// ---- constraints ----

type Operator = '=' | '!=' | '>' | '<' | '>=' | '<=' | '~' | '^';

interface Comparison {
  readonly operator: Operator;
  readonly version: Version;
  /** The first part that is a wildcard or missing; 'none' when all three are there. */
  readonly open: 'major' | 'minor' | 'patch' | 'none';
}

/** Groups joined by `||`; all comparisons of one group must hold. */
export interface Constraint {
  readonly text: string;
  readonly groups: readonly (readonly Comparison[])[];
}

const OPERATOR = '=>|=<|>=|<=|!=|~>|[=><~^]|';
const LABELS = '[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*';
const PATTERN = `v?([0-9|xX*]+)(?:\\.([0-9|xX*]+))?(?:\\.([0-9|xX*]+))?(?:-(${LABELS}))?(?:\\+(${LABELS}))?`;
const COMPARISON = new RegExp(`\\s*(${OPERATOR})\\s*${PATTERN}`, 'y');
const HYPHEN = new RegExp(`\\s*(${PATTERN})\\s+-\\s+(${PATTERN})\\s*`, 'g');
const LONGEST_CONSTRAINT = 512;

/**
 * Undefined for a text that is no constraint. A plain version is one: it means exactly that version (`1.2` means `1.2.x`).
 * Comparisons are parted by blanks or commas, groups by `||`; `1.2 - 2.3.4` means `>=1.2 <=2.3.4`.
 */
export function parseConstraint(text: string): Constraint | undefined {
  if (text.length > LONGEST_CONSTRAINT) return undefined;
  const groups: (readonly Comparison[])[] = [];
  const ranges = text.replace(HYPHEN, (_whole, ...found: string[]) => `>= ${found[0]}, <= ${found[6]} `);
  for (const part of ranges.split('||')) {
    const group = parseGroup(part);
    if (group === undefined) return undefined;
    groups.push(group);
  }
  return { text, groups };
}

function parseGroup(text: string): readonly Comparison[] | undefined {
  const comparisons: Comparison[] = [];
  let at = 0;
  do {
    COMPARISON.lastIndex = at;
    const match = COMPARISON.exec(text);
    if (match === null) return undefined;
    const comparison = toComparison(match);
    if (comparison === undefined) return undefined;
    comparisons.push(comparison);
    at += match[0].length;
    const separator = /^(?:\s*,\s*|\s+)/.exec(text.slice(at))?.[0] ?? '';
    if (separator === '' && at < text.length) return undefined;
    at += separator.length;
    if (at === text.length && separator.includes(',')) return undefined;
  } while (at < text.length);
  return comparisons;
}

function toComparison(match: RegExpExecArray): Comparison | undefined {
  const [, operator = '', major = '', minor, patch, prerelease, metadata] = match;
  const wild = (part: string | undefined) => part === undefined || part === '*' || part === 'x' || part === 'X';
  const open = wild(major) ? 'major' : wild(minor) ? 'minor' : wild(patch) ? 'patch' : 'none';
  const numbers =
    open === 'major'
      ? '0.0.0'
      : open === 'minor'
        ? `${major}.0.0`
        : open === 'patch'
          ? `${major}.${minor}.0`
          : `${major}.${minor}.${patch}`;
  const suffix =
    (prerelease === undefined ? '' : `-${prerelease}`) +
    (open !== 'none' || metadata === undefined ? '' : `+${metadata}`);
  const version = parseVersion(numbers + suffix);
  return version === undefined ? undefined : { operator: normalOperator(operator), open, version };
}

function normalOperator(text: string): Operator {
  switch (text) {
    case '':
      return '=';
    case '=>':
      return '>=';
    case '=<':
      return '<=';
    case '~>':
      return '~';
    default:
      return text as Operator;
  }
}

/** Whether the version satisfies the constraint. A pre-release does only where the group of comparisons names a pre-release. */
export function satisfies(version: Version, constraint: Constraint): boolean {
  return constraint.groups.some((group) => {
    if (version.prerelease !== '' && !group.some((comparison) => comparison.version.prerelease !== '')) return false;
    return group.every((comparison) => holds(comparison, version));
  });
}

function holds({ operator, open, version: wanted }: Comparison, version: Version): boolean {
  const order = compareVersions(version, wanted);
  const sameMajor = version.major === wanted.major;
  const sameMinor = sameMajor && version.minor === wanted.minor;
  switch (operator) {
    case '=':
      return open === 'none' ? order === 0 : withinTilde(open, wanted, version);
    case '!=':
      if (open === 'none' || open === 'major') return order !== 0;
      if (!sameMajor) return true;
      if (open === 'minor') return false;
      return !sameMinor || comparePrereleases(version.prerelease, wanted.prerelease) !== 0;
    case '>':
      // `>1.2` means above every 1.2.x, `>1` above every 1.x.
      if (open === 'none' || open === 'major') return order > 0;
      return version.major > wanted.major || (open === 'patch' && sameMajor && version.minor > wanted.minor);
    case '<':
      return order < 0;
    case '>=':
      return order >= 0;
    case '<=':
      // `<=1.2` includes every 1.2.x, `<=1` every 1.x.
      if (open === 'none') return order <= 0;
      if (version.major > wanted.major) return false;
      return open === 'minor' || !sameMajor || version.minor <= wanted.minor;
    case '~':
      return withinTilde(open, wanted, version);
    case '^':
      if (order < 0) return false;
      // The first part that is not zero stays: ^1.2.3 <2, ^0.2.3 <0.3, ^0.0.3 <0.0.4; ^0 is 0.x, ^0.0 is 0.0.x.
      if (wanted.major > 0 || open === 'minor') return sameMajor;
      if (wanted.minor > 0 || open === 'patch') return sameMinor;
      return sameMinor && version.patch === wanted.patch;
  }
}

/** `~1.2.3` and `~1.2` stay in 1.2, `~1` in 1; `~*` and `~0.0.0` take everything. */
function withinTilde(open: Comparison['open'], wanted: Version, version: Version): boolean {
  if (compareVersions(version, wanted) < 0) return false;
  const zero = wanted.major === 0 && wanted.minor === 0 && wanted.patch === 0;
  if (zero && (open === 'none' || open === 'major')) return true;
  return version.major === wanted.major && (open === 'minor' || version.minor === wanted.minor);
}

/**
 * Whether a revision asks for the best of several versions, rather than naming one: constraints, but no exact version.
 * `1.2.3` and `v1.2.3` are names; `1.2` is a constraint (it may also be the name of a branch: ask the repository first).
 */
export function isVersionConstraint(text: string): boolean {
  return text !== '' && parseStrictVersion(text) === undefined && parseConstraint(text) !== undefined;
}

/** The highest of the texts that satisfies the constraint, as it was written; texts that are no versions are left out. */
export function selectVersion(constraint: string, versions: Iterable<string>): string | undefined {
  const wanted = parseConstraint(constraint);
  if (wanted === undefined) return undefined;
  let best: Version | undefined;
  for (const text of versions) {
    const version = parseVersion(text);
    if (version === undefined || !satisfies(version, wanted)) continue;
    if (best === undefined || compareVersions(version, best) > 0) best = version;
  }
  return best?.original;
}
