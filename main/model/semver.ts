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

const PART = '[0-9]+|[xX*]';
const OPERATOR = '=>|=<|>=|<=|!=|~>|[=><~^]|';
const COMPARISON = `(${OPERATOR})\\s*v?(${PART})(?:\\.(${PART}))?(?:\\.(${PART}))?(?:-(${PRERELEASE}))?(?:\\+(${METADATA}))?`;
const ONE = new RegExp(`^\\s*${COMPARISON}\\s*`);
const HYPHEN = /^\s*(v?[0-9][^\s]*)\s+-\s+(v?[0-9][^\s]*)\s*$/;
const LONGEST_CONSTRAINT = 512;

/** Undefined for a text that is no constraint. A plain version is one: it means exactly that version (`1.2` means `1.2.x`). */
export function parseConstraint(text: string): Constraint | undefined {
  if (text.length > LONGEST_CONSTRAINT || text.trim() === '') return undefined;
  const groups: (readonly Comparison[])[] = [];
  for (const part of text.split('||')) {
    const group = parseGroup(part);
    if (group === undefined) return undefined;
    groups.push(group);
  }
  return { text, groups };
}

function parseGroup(text: string): readonly Comparison[] | undefined {
  // `1.2 - 2.3.4` means `>=1.2 <=2.3.4`.
  const hyphen = HYPHEN.exec(text);
  let rest = hyphen === null ? text : `>=${hyphen[1]} <=${hyphen[2]}`;
  const comparisons: Comparison[] = [];
  while (rest.trim() !== '') {
    const match = ONE.exec(rest);
    if (match === null) return undefined;
    const comparison = toComparison(match);
    if (comparison === undefined) return undefined;
    comparisons.push(comparison);
    const end = match[0].length;
    const after = rest.slice(end);
    // Comparisons are parted by blanks or a comma: `1.2foo` is neither.
    const separator = /^\s*,\s*/.exec(after);
    if (separator === null && after !== '' && !/\s$/.test(match[0])) return undefined;
    rest = after.slice(separator?.[0].length ?? 0);
    if (separator !== null && rest.trim() === '') return undefined;
  }
  return comparisons.length === 0 ? undefined : comparisons;
}

function toComparison(match: RegExpExecArray): Comparison | undefined {
  const [, operator = '', major = '', minor, patch, prerelease = '', metadata = ''] = match;
  const wild = (part: string | undefined) => part === undefined || part === '*' || part === 'x' || part === 'X';
  const open = wild(major) ? 'major' : wild(minor) ? 'minor' : wild(patch) ? 'patch' : 'none';
  const numbers = [
    open === 'major' ? 0 : Number(major),
    open === 'major' || open === 'minor' ? 0 : Number(minor),
    open === 'none' ? Number(patch) : 0,
  ] as const;
  if (!numbers.every(Number.isSafeInteger)) return undefined;
  return {
    operator: normalOperator(operator),
    open,
    version: {
      major: numbers[0],
      minor: numbers[1],
      patch: numbers[2],
      prerelease: open === 'none' ? prerelease : '',
      metadata,
      original: match[0].trim(),
    },
  };
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

/** Whether the version satisfies the constraint. A pre-release satisfies a comparison only where that one names a pre-release. */
export function satisfies(version: Version, constraint: Constraint): boolean {
  return constraint.groups.some((group) => {
    // Since v3.4 one comparison with a pre-release opens the whole group to them.
    const prereleases = group.some((comparison) => comparison.version.prerelease !== '');
    return group.every((comparison) => holds(comparison, version, prereleases));
  });
}

function holds(comparison: Comparison, version: Version, prereleases: boolean): boolean {
  const { operator, open, version: wanted } = comparison;
  if (version.prerelease !== '' && !prereleases) return false;
  const order = compareVersions(version, wanted);
  const sameMajor = version.major === wanted.major;
  const sameMinor = sameMajor && version.minor === wanted.minor;
  switch (operator) {
    case '=':
      return open === 'none' ? order === 0 : withinOpen(comparison, version);
    case '!=':
      return open === 'none' ? order !== 0 : !withinOpen(comparison, version);
    case '>':
      // `>1.2` means above every 1.2.x; `>1` above every 1.x.
      if (open === 'none') return order > 0;
      if (open === 'major') return false;
      return version.major > wanted.major || (open === 'patch' && sameMajor && version.minor > wanted.minor);
    case '<':
      return order < 0;
    case '>=':
      return order >= 0;
    case '<=':
      // `<=1.2` includes every 1.2.x, `<=1` every 1.x.
      if (open === 'none') return order <= 0;
      if (open === 'major') return true;
      if (version.major !== wanted.major) return version.major < wanted.major;
      return open === 'minor' || version.minor <= wanted.minor;
    case '~':
      // `~1.2.3` and `~1.2` stay in 1.2, `~1` in 1; `~*` takes all.
      if (open === 'major') return true;
      return order >= 0 && (open === 'minor' ? sameMajor : sameMinor);
    case '^': {
      if (open === 'major') return true;
      if (order < 0) return false;
      // The first part that is not zero stays: ^1.2.3 <2, ^0.2.3 <0.3, ^0.0.3 <0.0.4; ^0 and ^0.0 as ~0 and ~0.0.
      if (wanted.major > 0 || open === 'minor') return sameMajor;
      if (wanted.minor > 0 || open === 'patch') return sameMinor;
      return sameMinor && version.patch === wanted.patch;
    }
  }
}

function withinOpen({ open, version: wanted }: Comparison, version: Version): boolean {
  if (open === 'major') return true;
  if (version.major !== wanted.major) return false;
  return open === 'minor' || version.minor === wanted.minor;
}

/**
 * Whether a revision asks for the best of several versions, rather than naming one: constraints, but no exact version.
 * `1.2.3` and `v1.2.3` are names; `1.2` is a constraint (it may also be the name of a branch: ask the repository first).
 */
export function isVersionConstraint(text: string): boolean {
  return parseStrictVersion(text) === undefined && parseConstraint(text) !== undefined;
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
