/** The pieces that pages are made of. See README.md. */
export { Age, useAge } from './age.tsx';
export { ageText, durationText, sizeText } from './age-text.ts';
export { ChipRow, FilterChip, Tag } from './chips.tsx';
export { Credential, RequestBudget } from './cluster-facts.tsx';
export { CopyAsCommand, commandLine, shellWord } from './copy-as-command.tsx';
export { DataTable } from './data-table.tsx';
export { Drawer } from './drawer.tsx';
export { EmptyState } from './empty-state.tsx';
export { ErrorText } from './error-text.tsx';
export { Icon, type IconName } from './icons.tsx';
export { inert } from './inert-text.ts';
export { Mark, type Shape } from './mark.tsx';
export { Page, PageBody } from './page.tsx';
export { SearchField } from './search-field.tsx';
export { Skeleton } from './skeleton.tsx';
export { type Look, lookOf, Status, type StatusKind, StatusMark } from './status.tsx';
export { TabBar, type TabLink } from './tab-bar.tsx';
export { type Column, type Sort, VirtualTable } from './virtual-table.tsx';
