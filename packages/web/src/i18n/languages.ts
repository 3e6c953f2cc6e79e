/** The two languages of the screen, and the shape of a file of texts: the same keys in both, checked by the compiler. */
export type Language = 'en' | 'zh';

/** One area's texts. Keys are `area.name`; `{{name}}` stands for a value. A Chinese text that is missing does not compile. */
export function texts<const English extends Record<string, string>>(both: {
  en: English;
  zh: Readonly<Record<NoInfer<keyof English>, string>>;
}): { en: English; zh: Readonly<Record<keyof English, string>> } {
  return both;
}
