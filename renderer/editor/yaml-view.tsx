import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useMemo, useRef } from 'react';
import { boundedLines } from './bounded-lines.ts';
import { CutNote, EditorBox } from './editor-box.tsx';
import { reading } from './reading.ts';

export interface YamlViewProps {
  readonly label: string;
  readonly text: string;
  readonly wrap?: boolean;
  /** False for text that is not YAML. */
  readonly syntax?: boolean;
}

/** One document to read: numbered, folded by its structure, searched with Ctrl-F. */
export default function YamlView({ label, text, wrap = false, syntax = true }: YamlViewProps) {
  const box = useRef<HTMLDivElement>(null);
  const shown = useMemo(() => boundedLines(text), [text]);
  useEffect(() => {
    const parent = box.current;
    if (!parent) return;
    const view = new EditorView({
      parent,
      state: EditorState.create({ doc: shown.text, extensions: reading({ label, wrap, syntax, foldable: syntax }) }),
    });
    return () => view.destroy();
  }, [label, shown, wrap, syntax]);
  return (
    <EditorBox>
      <CutNote cut={shown.cut} />
      <div ref={box} className="one" />
    </EditorBox>
  );
}
