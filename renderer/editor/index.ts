/** Documents to read and to compare. The editor itself is loaded when the first one is shown. See README.md. */
import { lazy } from 'react';

export type { CompareViewProps, Side } from './compare-view.tsx';
export { type OwnedPath, type OwnerMark, ownerMarks } from './owner-marks.ts';
export { type PathElement, type YamlText, yamlText } from './yaml-text.ts';
export type { YamlViewProps } from './yaml-view.tsx';

/** Both want a `Suspense` above them. */
export const YamlView = lazy(() => import('./yaml-view.tsx'));
export const CompareView = lazy(() => import('./compare-view.tsx'));
