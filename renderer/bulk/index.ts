/** Doing one thing to many applications, and saying of many what keeps automation from them. Dialogs are loaded when they are opened. */
export { each } from './each.ts';
export { HoldTag, holdSentence } from './hold-tag.tsx';
export { Reconnect } from './reconnect.tsx';
