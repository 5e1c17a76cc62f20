import { lineOf, pathOf } from './yaml-document.ts';

/** Something wrong with an Application: at a field (`spec.source.path`), or '' for the whole. */
export interface FieldProblem {
  readonly path: string;
  readonly message: string;
}

/** The problems of one field and of what is inside it. */
export function problemsAt(problems: readonly FieldProblem[], path: string): readonly string[] {
  return problems
    .filter(
      (problem) => problem.path === path || problem.path.startsWith(`${path}.`) || problem.path.startsWith(`${path}[`),
    )
    .map(({ message }) => message);
}

/** Those that no shown field tells of. */
export function problemsElsewhere(
  problems: readonly FieldProblem[],
  shown: readonly string[],
): readonly FieldProblem[] {
  return problems.filter((problem) => !shown.some((path) => problemsAt([problem], path).length > 0));
}

/** The problems with their lines in a text. */
export function placedProblems(
  problems: readonly FieldProblem[],
  text: string,
): readonly { readonly message: string; readonly line: number | undefined }[] {
  return problems.map(({ path, message }) => ({ message, line: path === '' ? undefined : lineOf(text, pathOf(path)) }));
}
