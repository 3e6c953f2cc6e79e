/** Counters since the store was made. */
export interface LiveStatistics {
  /** Samples handed to `ingest`. */
  samples: number;
  /** Samples older than the newest of their signal: they did not change the present. */
  late: number;
  /** Samples equal in time, value and quality to the newest. */
  duplicates: number;
  /** Samples with an id the plant does not have. */
  unknown: number;
  /** Samples for derived signals, or without a finite time. */
  refused: number;
  /** Evaluations of formulas and alarm conditions. */
  evaluations: number;
  ticks: number;
  /** Waves worked through: more than one per tick where a twin had samples of several times. */
  waves: number;
  /** Time spent in ticks, ms. */
  tickMs: number;
}
