import "@fontsource-variable/ibm-plex-sans/wght.css";
import type { Theme } from "vitepress";
import DefaultTheme from "vitepress/theme-without-fonts";
import { type Component, defineAsyncComponent } from "vue";
import Layout from "./Layout.vue";
import "./style.css";

/**
 * The components that pages can use as elements, by file: `<FilterPlayground />`. Each is loaded with the first page that
 * has it.
 */
const components = import.meta.glob<{ default: Component }>("../components/*.vue");

export default {
  extends: DefaultTheme,
  Layout,
  enhanceApp({ app }) {
    for (const [path, load] of Object.entries(components)) {
      const name = path.replace(/^.*\/|\.vue$/g, "");
      app.component(
        name,
        defineAsyncComponent(async () => (await load()).default),
      );
    }
  },
} satisfies Theme;
