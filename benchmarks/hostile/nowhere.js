/** A backend that takes everything and keeps nothing. */
export const nowhere = {
  name: "nowhere",
  submit: (chunk) => chunk.release(),
  flush: () => Promise.resolve(),
  flushSync() {},
  close: () => Promise.resolve(),
};
