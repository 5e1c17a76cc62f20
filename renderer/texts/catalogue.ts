type Values = Readonly<Record<string, string | number>>;
type PluralOf<K> = K extends `${infer Stem}.other` ? Stem : never;

/** The words of a page that is loaded when it is opened, beside the common ones: `t` and `plural` as in `index.ts`, over other keys. */
export function catalogueOf<K extends string>(
  words: Readonly<Record<K, string>>,
): {
  readonly t: (key: K, values?: Values) => string;
  readonly plural: (stem: PluralOf<K>, count: number, values?: Values) => string;
} {
  const t = (key: K, values: Values = {}): string =>
    words[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  const rules = new Intl.PluralRules('en');
  return {
    t,
    plural: (stem, count, values) =>
      t(`${stem}.${rules.select(count) === 'one' ? 'one' : 'other'}` as K, {
        count: count.toLocaleString('en'),
        ...values,
      }),
  };
}
