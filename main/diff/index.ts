/** The face of the diff room: desired × live → verdict. See README.md. */

export { appliesNothing } from './applies-nothing.ts';
export type { Blame } from './blame.ts';
export { blame } from './blame.ts';
export type { CompareInput, Tier1Result } from './compare.ts';
export { compareTier1 } from './compare.ts';
export type { CompareOptions } from './compare-options.ts';
export { compareOptionsOf } from './compare-options.ts';
export { confirm, needsConfirmation, verdictKey } from './confirm.ts';
export { diffText } from './diff-text.ts';
export type { CompiledIgnore, HiddenByRule, JqFailure, JqPort, ObjectRules, Sides } from './ignore.ts';
export { applyJqRules, compileIgnore, isExcludedKind, rulesHiding } from './ignore.ts';
export type { Prediction } from './predict.ts';
export { predict } from './predict.ts';
export { takeOverFields } from './take-over.ts';
export { normalDiff } from './text-diff.ts';
export type {
  DesiredResource,
  DiffSettings,
  FieldOwner,
  GroupKind,
  PathDifference,
  PathElement,
  ResourceIgnoreRules,
  Verdict,
} from './verdict.ts';
export { pathText } from './verdict-of.ts';
