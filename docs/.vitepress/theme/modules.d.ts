// The types of the modules that Vite makes of these imports.
interface ImportMeta {
  glob<T>(pattern: string): Record<string, () => Promise<T>>;
}

declare module "*.css" {}

declare module "*.vue" {
  import type { Component } from "vue";

  const component: Component;
  export default component;
}
