import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** Our tokens as custom properties: a change of the theme, or an engine that is gone, needs no new editor. */
const look = EditorView.theme({
  '&': { color: 'var(--text)', backgroundColor: 'var(--surface)', fontSize: '12px', height: '100%' },
  '&.cm-focused': { outline: '2px solid var(--focus)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.5' },
  '.cm-content': { caretColor: 'var(--text)', padding: '4px 0' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'color-mix(in srgb, var(--primary) 25%, transparent)',
  },
  '.cm-gutters': {
    backgroundColor: 'var(--surface)',
    color: 'var(--muted)',
    border: '0',
    borderRight: '1px solid var(--border)',
  },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--selected) 70%, transparent)' },
  '.cm-owners': { maxWidth: '180px', overflow: 'hidden' },
  '.cm-owners .cm-gutterElement': {
    padding: '0 8px',
    color: 'var(--out)',
    whiteSpace: 'nowrap',
    fontFamily: 'inherit',
    fontSize: '11px',
    lineHeight: '18px',
  },
  '.cm-specialChar': { color: 'var(--error)', fontWeight: '700' },
  '.cm-foldPlaceholder': {
    background: 'var(--bg)',
    border: '1px solid var(--border)',
    color: 'var(--muted)',
    padding: '0 6px',
  },
  '.cm-searchMatch': { backgroundColor: 'var(--out-bg)', outline: '1px solid var(--out)' },
  '.cm-searchMatch-selected': { backgroundColor: 'color-mix(in srgb, var(--out) 45%, transparent)' },
  '.cm-panels': { backgroundColor: 'var(--bg)', color: 'var(--text)', borderColor: 'var(--border)' },
  '.cm-panels-top': { borderBottom: '1px solid var(--border)' },
  '.cm-panel.cm-search': { padding: '6px 8px', fontFamily: 'inherit' },
  '.cm-panel.cm-search label': { fontSize: '12px' },
  '.cm-panel.cm-search [name=close]': { color: 'var(--text)', fontSize: '16px', padding: '0 6px' },
  '.cm-textfield': {
    background: 'var(--surface)',
    border: '1px solid var(--control)',
    borderRadius: '6px',
    color: 'var(--text)',
    height: '24px',
  },
  '.cm-button': {
    background: 'var(--raised)',
    backgroundImage: 'none',
    border: '1px solid var(--edge)',
    borderRadius: '6px',
    color: 'var(--text)',
    height: '24px',
  },
});

/** What merge draws. The first side is what lives (taken away when it goes), the second what will stand there. */
const changes = EditorView.theme({
  '&.cm-merge-a .cm-changedLine, .cm-deletedChunk': { backgroundColor: 'var(--removed)' },
  '&.cm-merge-b .cm-changedLine, &.cm-merge-b .cm-inlineChangedLine': { backgroundColor: 'var(--added)' },
  '&.cm-merge-a .cm-changedText, .cm-deletedChunk .cm-deletedText': {
    background: 'color-mix(in srgb, var(--error) 28%, transparent)',
    borderRadius: '2px',
  },
  '&.cm-merge-b .cm-changedText': {
    background: 'color-mix(in srgb, var(--ok) 28%, transparent)',
    borderRadius: '2px',
  },
  // The colours of words are for the ground of the page; on these two only the text's own is strong enough.
  '.cm-changedText *, .cm-deletedText *': { color: 'var(--text)' },
  '&.cm-merge-a .cm-changedLineGutter, .cm-deletedLineGutter': { background: 'var(--error)' },
  '&.cm-merge-b .cm-changedLineGutter': { background: 'var(--ok)' },
  '.cm-changeGutter': { width: '3px', paddingLeft: '0' },
  '.cm-deletedChunk': { paddingLeft: '6px' },
  '.cm-collapsedLines': {
    background: 'var(--bg)',
    color: 'var(--muted)',
    borderTop: '1px solid var(--border)',
    borderBottom: '1px solid var(--border)',
    padding: '2px 12px',
    cursor: 'pointer',
    fontFamily: 'inherit',
  },
  '.cm-collapsedLines:hover': { color: 'var(--text)' },
  // The library's own signs are in few fonts.
  '.cm-collapsedLines::before': { content: '"⋯"', color: 'inherit' },
  '.cm-collapsedLines::after': { content: '""' },
});

const words = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--primary)' },
  { tag: [tags.comment, tags.meta, tags.punctuation, tags.separator], color: 'var(--muted)' },
]);

export const editorTheme: Extension = [look, changes, syntaxHighlighting(words)];
