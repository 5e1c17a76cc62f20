import { defaultKeymap } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { codeFolding, foldGutter, foldKeymap } from '@codemirror/language';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { tc } from '../texts/changes.ts';
import { editorTheme } from './editor-theme.ts';
import { ownerGutter } from './owner-gutter.ts';
import type { OwnerMark } from './owner-marks.ts';

/** What CodeMirror does not count among the special characters, and what reads backwards or not at all. */
// biome-ignore lint/suspicious/noMisleadingCharacterClass: single code points on purpose
const INVISIBLE = /[\u034F\u115F\u1160\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFE00-\uFE0F\uFFA0]/g;

export interface Reading {
  /** What the text is, for those who hear it: "Deployment web, live". */
  readonly label: string;
  readonly marks?: readonly OwnerMark[] | undefined;
  /** Parts of the document can be folded by their structure; the comparison folds what is unchanged instead. */
  readonly foldable?: boolean;
  readonly wrap?: boolean;
  readonly syntax?: boolean;
}

/** A document that is read, searched, selected and copied, and never changed. The caret stays: reading by keyboard needs it. */
export function reading({ label, marks, foldable = false, wrap = false, syntax = true }: Reading): Extension {
  return [
    EditorView.cspNonce.of(document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content ?? ''),
    EditorState.readOnly.of(true),
    EditorView.contentAttributes.of({
      'aria-label': label,
      'aria-readonly': 'true',
      tabindex: '0',
      spellcheck: 'false',
    }),
    marks === undefined ? [] : ownerGutter(marks),
    lineNumbers(),
    foldable ? [codeFolding(), foldGutter({ openText: '▾', closedText: '▸' }), keymap.of(foldKeymap)] : [],
    highlightSpecialChars({ addSpecialChars: INVISIBLE }),
    drawSelection(),
    highlightActiveLine(),
    highlightSelectionMatches({ minSelectionLength: 3 }),
    search({ top: true }),
    keymap.of([...searchKeymap, ...defaultKeymap]),
    EditorState.phrases.of({
      Find: tc('editor.find'),
      next: tc('editor.next'),
      previous: tc('editor.previous'),
      all: tc('editor.all'),
      'match case': tc('editor.case'),
      regexp: tc('editor.regexp'),
      'by word': tc('editor.word'),
      close: tc('editor.close'),
      '$ unchanged lines': tc('editor.unchanged'),
    }),
    wrap ? EditorView.lineWrapping : [],
    syntax ? yaml() : [],
    editorTheme,
  ];
}
