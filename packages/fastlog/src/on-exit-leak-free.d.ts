/** The package has no types of its own. */
declare module "on-exit-leak-free" {
  /** Calls `fn(target, "exit")` when the process exits, unless the target was collected before. */
  export function register<T extends object>(
    target: T,
    fn: (target: T, event: "exit") => void,
  ): void;
}
