/** Settings of a source as written in `sources.yaml`. */
export type SourceSettings = Readonly<Record<string, unknown>>;
