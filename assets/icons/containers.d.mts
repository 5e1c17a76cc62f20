export interface Picture {
  /** Pixels of each side. */
  readonly size: number;
  readonly png: Buffer;
}
export function ico(pictures: readonly Picture[]): Buffer;
export function icns(pictures: readonly Picture[]): Buffer;
