/**
 * Runs code of the program that fastlog calls to deliver records: backends of the program's own, and `onBackendError`. A
 * bridge sets it, so that what such code logs by other means makes no further records for it to deliver.
 */
export interface Surroundings {
  /** Runs an action, and knows everything that the action starts, across its awaits. `undefined` without a bridge. */
  run: ((action: () => void) => void) | undefined;
}
