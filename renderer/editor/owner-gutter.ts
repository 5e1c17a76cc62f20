import type { Extension } from '@codemirror/state';
import { type BlockInfo, type EditorView, GutterMarker, gutter } from '@codemirror/view';
import { ageText, inert } from '../ui/index.ts';
import type { OwnerMark } from './owner-marks.ts';

/** Managers are chosen by whoever writes: long ones are cut here, and whole in the title. */
const LONGEST_NAME = 28;

class Owner extends GutterMarker {
  readonly #mark: OwnerMark;

  constructor(mark: OwnerMark) {
    super();
    this.#mark = mark;
  }

  override eq(other: GutterMarker): boolean {
    return other instanceof Owner && other.#mark === this.#mark;
  }

  override toDOM(): Node {
    const { managers, at, paths } = this.#mark;
    const element = document.createElement('span');
    const who = managers[0] === undefined ? '' : inert(managers[0], LONGEST_NAME);
    const more = managers.length > 1 ? ` +${managers.length - 1}` : '';
    element.textContent = `${who}${more}${at === undefined ? '' : ` · ${ageText(at, Date.now())}`}`;
    element.title = [
      ...paths.map((path) => inert(path, 300)),
      ...managers.map((manager) => inert(manager, 300)),
      ...(at === undefined ? [] : [new Date(at).toLocaleString()]),
    ].join('\n');
    return element;
  }
}

/** Who changed a line, and how long ago, beside the line. */
export function ownerGutter(marks: readonly OwnerMark[]): Extension {
  const byLine = new Map(
    marks.filter(({ managers }) => managers.length > 0).map((mark) => [mark.line, new Owner(mark)]),
  );
  if (byLine.size === 0) return [];
  return gutter({
    class: 'cm-owners',
    lineMarker: (view: EditorView, block: BlockInfo) => byLine.get(view.state.doc.lineAt(block.from).number) ?? null,
  });
}
