import { onBeforeUnmount, onMounted, reactive, watch } from "vue";
import { hashOfState, stateOfHash } from "./page-state.ts";

/** Browsers limit how often a page may change its address. */
const PAUSE_MS = 250;

/**
 * The state of a playground, which is kept in the hash of the page's address. It begins as it is given, on the server and
 * in the page, and takes what the hash says when the page is shown.
 */
export function usePageState<State extends Record<string, string>>(beginning: State): State {
  const state = reactive({ ...beginning }) as State;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const read = () => Object.assign(state, stateOfHash(location.hash, beginning));
  const write = () => {
    const hash = hashOfState(state, beginning);
    if (hash === hashOfState(stateOfHash(location.hash, beginning), beginning)) return;
    const address = `${location.pathname}${location.search}${hash && `#${hash}`}`;
    history.replaceState(history.state, "", address);
  };

  onMounted(() => {
    read();
    window.addEventListener("hashchange", read);
    watch(state, () => {
      clearTimeout(timer);
      timer = setTimeout(write, PAUSE_MS);
    });
  });
  onBeforeUnmount(() => {
    clearTimeout(timer);
    window.removeEventListener("hashchange", read);
  });
  return state;
}
