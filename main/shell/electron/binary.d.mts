export function electronBinary(
  root: string,
  facts?: { readonly env?: Readonly<Record<string, string | undefined>>; readonly platform?: NodeJS.Platform },
): string | undefined;

export type ChosenShell =
  | { readonly shell: 'electron'; readonly binary: string }
  | { readonly shell: 'browser'; readonly because: string };

export function chooseShell(facts: {
  readonly binary: string | undefined;
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly uid: number | undefined;
}): ChosenShell;
