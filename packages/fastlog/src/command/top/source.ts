/** State of one running process, for the lines above the table. */
export interface ProcessState {
  readonly title: string;
  readonly pid: number;
  readonly filter: string;
  readonly leases: readonly { readonly spec: string; readonly left: number }[];
  readonly threads: number;
  /** Records that its backends took, and those that were dropped, since it began. */
  readonly records: number;
  readonly dropped: number;
  /** It did not answer in time: it is in a loop, or stopped. */
  readonly isSilent: boolean;
}

/** Where records come from. */
export interface RecordSource {
  /** What is looked at, in a few words. */
  readonly title: string;
  /** Records that were logged, but not seen here, because there were too many. */
  readonly unseen: number;
  /** Settled when no more can come. */
  readonly ended: Promise<void>;
  /** Brings the state up to date: it is called at the end of each interval. */
  processes(): readonly ProcessState[];
  close(): void;
}
