import { type RefObject, useEffect, useRef } from 'react';

/**
 * What had the focus goes with its page: the place of the pages takes it then, so that the next Tab begins in the new page and not at
 * the top of the window. A link of the rail and a tab of an application stay, and so does their focus.
 */
export function useFocusOfPage(location: string): RefObject<HTMLElement | null> {
  const content = useRef<HTMLElement>(null);
  const page = pageOf(location);
  const left = useRef(page);
  useEffect(() => {
    if (left.current === page) return;
    left.current = page;
    const at = document.activeElement;
    // A field that asks for the focus in the new page has it already. A page that waits for its code hides the one before.
    if (at === null || at === document.body || !at.checkVisibility()) content.current?.focus({ preventScroll: true });
  }, [page]);
  return content;
}

/** The tabs of an application are one page. */
function pageOf(location: string): string {
  return location.split('/', 4).join('/');
}
