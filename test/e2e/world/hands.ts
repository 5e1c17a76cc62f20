import type { Locator, Page } from 'playwright-core';

/** How a person does things: the path is written once, and gone with each. */
export interface Hands {
  readonly name: string;
  /** A button or a link. */
  press(target: Locator): Promise<void>;
  /** A row of a table, to what it leads to. */
  open(row: Locator): Promise<void>;
  /** Uses of a pointer since the window opened. */
  pointed(): Promise<number>;
}

export function mouse(page: Page): Hands {
  return {
    name: 'mouse',
    press: (target) => target.click(),
    open: (row) => row.click(),
    pointed: () => pointed(page),
  };
}

/** More stops than any page of the path has. */
const MOST_STOPS = 120;
const MOST_ROWS = 40;

export function keyboard(page: Page): Hands {
  const isThere = (target: Locator): Promise<boolean> =>
    target.first().evaluate((element) => {
      const { ownerDocument } = element as unknown as { readonly ownerDocument: { readonly activeElement: unknown } };
      return ownerDocument.activeElement === element;
    });
  /** Tab by Tab, and each stop must be seen. */
  const reach = async (target: Locator): Promise<void> => {
    await target.first().waitFor();
    const stops = new Set<string>();
    for (let stop = 0; stop <= MOST_STOPS; stop++) {
      stops.add(await focused(page));
      if (await isThere(target)) return visible(page);
      await page.keyboard.press('Tab');
      await visible(page);
    }
    throw new Error(`Tab does not lead to ${String(target)}, but to ${[...stops].join(' | ')}`);
  };
  return {
    name: 'keyboard',
    press: async (target) => {
      await reach(target);
      await page.keyboard.press('Enter');
    },
    open: async (row) => {
      // The grid is one stop: whichever of its rows was there last.
      await row.first().waitFor();
      await reach(page.locator('[role=row][tabindex="0"]').first());
      await page.keyboard.press('Home');
      for (let step = 0; step < MOST_ROWS && !(await isThere(row)); step++) {
        await page.keyboard.press('ArrowDown');
        await visible(page);
      }
      if (!(await isThere(row))) throw new Error(`the arrow keys do not lead to ${String(row)}`);
      await page.keyboard.press('Enter');
    },
    pointed: () => pointed(page),
  };
}

/** Counts whatever only a pointer does, from the first moment of every page. */
export async function countPointers(page: Page): Promise<void> {
  await page.addInitScript(`(() => {
    const kinds = ['pointerdown', 'pointermove', 'mousedown', 'mouseup', 'mousemove', 'wheel', 'touchstart', 'dragstart', 'dblclick'];
    const count = () => sessionStorage.setItem('pointed', String(Number(sessionStorage.getItem('pointed') ?? 0) + 1));
    for (const kind of kinds) window.addEventListener(kind, count, true);
    // Enter and Space make clicks too; they come without a place.
    window.addEventListener('click', (event) => { if (event.detail > 0) count(); }, true);
  })()`);
}

function pointed(page: Page): Promise<number> {
  return page.evaluate("Number(sessionStorage.getItem('pointed') ?? 0)");
}

/** What has the focus, as a person would name it; '' for the page as a whole. */
export function focused(page: Page): Promise<string> {
  return page.evaluate(`(() => {
    const at = document.activeElement;
    if (at === null || at === document.body) return '';
    const role = at.getAttribute('role') ?? { A: 'link', BUTTON: 'button', MAIN: 'main', ASIDE: 'complementary' }[at.tagName] ?? at.tagName.toLowerCase();
    const name = at.getAttribute('aria-label') ?? at.innerText ?? '';
    return (role + ' ' + name.replace(/\\s+/g, ' ').trim()).trim();
  })()`);
}

/** The stop has a ring, and is in the window. The end of the page is none. */
async function visible(page: Page): Promise<void> {
  const wrong = await page.evaluate(`(() => {
    const at = document.activeElement;
    if (at === null || at === document.body) return '';
    const drawn = (element) => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      return (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
    };
    // The box of a checkbox or of a field is drawn by what is around it.
    const ring = drawn(at) || (at.parentElement && drawn(at.parentElement)) || at.closest('.Mui-focused, .Mui-focusVisible');
    const { left, right, top, bottom } = at.getBoundingClientRect();
    const inside = right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
    return ring && inside ? '' : (ring ? 'out of the window: ' : 'no ring: ') + at.outerHTML.slice(0, 200);
  })()`);
  if (wrong !== '') throw new Error(`the focus is not seen (${String(wrong)})`);
}
