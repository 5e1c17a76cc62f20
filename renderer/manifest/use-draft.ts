import { useEffect, useMemo, useState } from 'react';
import type { Application, Output } from '../../preload/contract/index.ts';
import { useRequest } from '../client/index.ts';
import { type FieldProblem, placedProblems } from './draft.ts';
import { readYaml, type TextProblem, textAt } from './yaml-document.ts';

/** Milliseconds without a letter before the engine is asked. */
const TYPED_MS = 250;
/** Milliseconds before a preview, which reads Git and the cluster. */
const PREVIEW_MS = 700;

/** The value of some time ago, once it has stopped changing. */
export function useSettled<T>(value: T, ms: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}

export interface Draft {
  /** The text as an object; undefined while it is none. */
  readonly value: Readonly<Record<string, unknown>> | undefined;
  /** What is wrong, by field. */
  readonly fields: readonly FieldProblem[];
  /** What is wrong, by line. */
  readonly problems: readonly TextProblem[];
  /** Problems are known and there are none. */
  readonly good: boolean;
  readonly checking: boolean;
  readonly error: Error | undefined;
  readonly preview: {
    readonly data: Output<'app.preview'> | undefined;
    readonly error: Error | undefined;
    readonly loading: boolean;
  };
}

/** An Application that is being written: read at every letter, checked against the contract when it rests, previewed when it is good. */
export function useDraft(text: string, wantsPreview: boolean): Draft {
  const read = useMemo(() => readYaml(text), [text]);
  const settled = useSettled(text, TYPED_MS);
  const asked = useMemo(() => readYaml(settled).value, [settled]);
  const checked = useRequest('app.validate', asked === undefined ? undefined : { application: { ...asked } });
  const rested = useSettled(text, PREVIEW_MS);
  const fields = useMemo<readonly FieldProblem[]>(
    () => (read.value === undefined ? [] : (checked.data?.problems ?? [])),
    [read, checked.data],
  );
  const problems = useMemo(
    () => (read.problems.length > 0 ? read.problems : placedProblems(fields, text)),
    [read, fields, text],
  );
  const good =
    read.value !== undefined &&
    settled === text &&
    checked.data !== undefined &&
    !checked.loading &&
    checked.data.problems.length === 0;
  const previewed =
    wantsPreview && good && rested === text && textAt(read.value, ['metadata', 'name']) !== ''
      ? { application: read.value as unknown as Application }
      : undefined;
  const preview = useRequest('app.preview', previewed);
  return {
    value: read.value,
    fields,
    problems,
    good,
    checking: settled !== text || checked.loading,
    error: checked.error,
    preview: {
      data: previewed === undefined ? undefined : preview.data,
      error: previewed === undefined ? undefined : preview.error,
      loading: (wantsPreview && good && rested !== text) || (previewed !== undefined && preview.loading),
    },
  };
}
