/** What would become of objects: the pieces that every preview is drawn with. */
export { type Change, type ChangeKind, changesOfDiff, changesOfPlan, countChanges, valueText } from './change.ts';
export { ChangeCounts, ChangeList } from './change-list.tsx';
export type { HealedObject } from './heal-command.ts';
