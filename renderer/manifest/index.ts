/** Writing an Application: its text, its fields, what is wrong, and what it would do. See README.md. */
import { lazy } from 'react';

export { type FieldProblem, placedProblems, problemsAt, problemsElsewhere } from './draft.ts';
export { editableText } from './editable.ts';
export { Field, FieldGroup, type FieldProps, Tick } from './field.tsx';
export { PreviewPanel } from './preview-panel.tsx';
export { SaveBar } from './save-bar.tsx';
export { type Draft, useDraft, useSettled } from './use-draft.ts';
export { type Edit, useEdit } from './use-edit.ts';
export { type Path, pathOf, readYaml, type TextProblem, textAt, valueAt, withValue, yamlOf } from './yaml-document.ts';

/** Wants a `Suspense` above it. */
export const YamlEditor = lazy(() => import('./yaml-editor.tsx'));
