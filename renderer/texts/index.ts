import { en } from './en.ts';

export type TextKey = keyof typeof en;
type Values = Readonly<Record<string, string | number>>;

/** The words of a key, with `{name}` replaced. One catalogue, so that a translation is one more file. */
export function t(key: TextKey, values?: Values): string {
  const text: string = en[key];
  if (values === undefined) return text;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** `1 application`, `5 applications`: keys `x.one` and `x.other`. */
export function plural<K extends PluralKey>(key: K, count: number, values?: Values): string {
  const form = new Intl.PluralRules('en').select(count) === 'one' ? 'one' : 'other';
  return t(`${key}.${form}` as TextKey, { count: count.toLocaleString('en'), ...values });
}

type PluralKey = TextKey extends infer T ? (T extends `${infer Stem}.other` ? Stem : never) : never;
