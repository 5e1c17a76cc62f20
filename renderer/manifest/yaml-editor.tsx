import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { codeFolding, foldGutter, foldKeymap } from '@codemirror/language';
import { search, searchKeymap } from '@codemirror/search';
import { EditorState } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { styled } from '@mui/material/styles';
import { useEffect, useRef } from 'react';
import { editorTheme } from '../editor/editor-theme.ts';
import { tm } from '../texts/manifest.ts';
import { inert, Mark } from '../ui/index.ts';
import { smallestChange } from './smallest-change.ts';
import type { TextProblem } from './yaml-document.ts';

const Box = styled('div')({
  flex: 1,
  minHeight: 0,
  minWidth: 0,
  display: 'flex',
  flexDirection: 'column',
  border: '1px solid var(--border)',
  borderRadius: 'var(--radius)',
  overflow: 'hidden',
  background: 'var(--surface)',
  '& > .editor': { flex: 1, minHeight: 0, overflow: 'hidden' },
  '& > ul': {
    listStyle: 'none',
    margin: 0,
    padding: '4px 0',
    borderTop: '1px solid var(--border)',
    maxHeight: 132,
    overflow: 'auto',
    background: 'var(--error-bg)',
    flex: 'none',
  },
  '& > ul button': {
    font: 'inherit',
    color: 'inherit',
    background: 'none',
    border: 0,
    textAlign: 'left',
    padding: '3px 12px',
    width: '100%',
    display: 'flex',
    gap: 8,
    alignItems: 'baseline',
    cursor: 'pointer',
    overflowWrap: 'anywhere',
  },
});

/** YAML to be written. What is wrong stands below, each with a way to its line. Tab indents; Escape and then Tab leaves. */
export default function YamlEditor({
  label,
  text,
  onChange,
  problems,
}: {
  label: string;
  text: string;
  onChange: (text: string) => void;
  problems: readonly TextProblem[];
}) {
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const changed = useRef(onChange);
  changed.current = onChange;
  const initial = useRef(text);

  useEffect(() => {
    const parent = box.current;
    if (!parent) return;
    const editor = new EditorView({
      parent,
      state: EditorState.create({
        doc: initial.current,
        extensions: [
          EditorView.cspNonce.of(document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content ?? ''),
          EditorView.contentAttributes.of({
            'aria-label': label,
            'aria-description': tm('editor.keys'),
            spellcheck: 'false',
            tabindex: '0',
          }),
          EditorState.tabSize.of(2),
          lineNumbers(),
          codeFolding(),
          foldGutter({ openText: '▾', closedText: '▸' }),
          highlightSpecialChars(),
          history(),
          drawSelection(),
          highlightActiveLine(),
          search({ top: true }),
          keymap.of([...searchKeymap, ...historyKeymap, ...foldKeymap, indentWithTab, ...defaultKeymap]),
          yaml(),
          editorTheme,
          EditorView.updateListener.of((update) => {
            if (update.docChanged && !update.transactions.some((one) => one.isUserEvent('outside'))) {
              changed.current(update.state.doc.toString());
            }
          }),
        ],
      }),
    });
    view.current = editor;
    return () => {
      initial.current = editor.state.doc.toString();
      editor.destroy();
    };
  }, [label]);

  useEffect(() => {
    const editor = view.current;
    if (!editor) return;
    // Only what differs is replaced, so that the caret and the history of this editor outlive a letter typed in the form.
    const change = smallestChange(editor.state.doc.toString(), text);
    if (change) editor.dispatch({ changes: change, userEvent: 'outside' });
  }, [text]);

  const goTo = (line: number | undefined): void => {
    const editor = view.current;
    if (!editor || line === undefined) return;
    const { from } = editor.state.doc.line(Math.min(line, editor.state.doc.lines));
    editor.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) });
    editor.focus();
  };
  return (
    <Box>
      <div ref={box} className="editor" />
      {problems.length === 0 ? null : (
        <ul aria-label={tm('editor.problems')} aria-live="polite">
          {problems.slice(0, 50).map(({ line, message }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list is as the checker gave it
            <li key={index}>
              <button type="button" onClick={() => goTo(line)}>
                <Mark shape="cross" tone="error" size={12} />
                {line === undefined ? null : (
                  <span className="muted" style={{ whiteSpace: 'nowrap' }}>
                    {tm('editor.line', { line })}
                  </span>
                )}
                <span>{inert(message, 600)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Box>
  );
}
