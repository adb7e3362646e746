/** The faults of VitePress' theme that axe finds: by component, a text of its source, and its replacement. */
const MENDED: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  // The first page and that of unknown addresses have no main part.
  VPContent: [
    [
      'id="VPContent"',
      `id="VPContent" :role="page.isNotFound || frontmatter.layout === 'home' ? 'main' : undefined"`,
    ],
  ],
  // A heading that folds is a button, with another one inside of it.
  VPSidebarItem: [
    [':role="itemRole"', ':role="itemRole" :aria-expanded="collapsible ? !collapsed : undefined"'],
    [':tabindex="item.items && 0"', ':tabindex="collapsible && !item.link ? 0 : undefined"'],
    [
      "const itemRole = computed(() => (isLink.value ? undefined : 'button'))",
      "const itemRole = computed(() => (isLink.value || !collapsible.value ? undefined : 'button'))",
    ],
    [
      'role="button"\n        aria-label="toggle section"',
      `:role="item.link ? 'button' : undefined" :aria-label="item.link ? 'toggle section' : undefined"`,
    ],
    [
      'tabindex="0"\n      >\n        <span',
      ':tabindex="item.link ? 0 : undefined">\n        <span',
    ],
  ],
  // The name of the button is not all of its text.
  VPNavBarSearchButton: [
    [` :aria-label="translate('button.buttonAriaLabel')"`, ""],
    [
      '<span class="DocSearch-Button-Keys">',
      '<span class="DocSearch-Button-Keys" aria-hidden="true">',
    ],
  ],
  // The whole box is a button, the field is no combo box, and its options have links inside of them.
  VPLocalSearchBox: [
    [
      `role="button"
      :aria-owns="results?.length ? 'localsearch-list' : undefined"
      aria-expanded="true"
      aria-haspopup="listbox"`,
      'role="dialog" aria-modal="true"',
    ],
    [
      'class="search-input"',
      'class="search-input" role="combobox" :aria-expanded="results.length > 0"',
    ],
    [
      `:id="'localsearch-item-' + index"
            :aria-selected="selectedIndex === index ? 'true' : 'false'"
            role="option"`,
      'role="none"',
    ],
    [
      `:aria-label="[...p.titles, p.title].join(' > ')"`,
      `role="option" :id="'localsearch-item-' + index" :aria-selected="selectedIndex === index"`,
    ],
    ['<span class="title-icon">#</span>', '<span class="title-icon" aria-hidden="true">#</span>'],
    // The picture of a key has a name, which a plain element cannot have.
    ...["navigateUp", "navigateDown", "select", "close"].map(
      (key) =>
        [
          `<kbd :aria-label="translate('modal.footer.${key}Key`,
          `<kbd role="img" :aria-label="translate('modal.footer.${key}Key`,
        ] as const,
    ),
  ],
};

/**
 * Mends the theme's components while they are compiled.
 *
 * @throws If a text is not there any more: with another release of VitePress, look whether axe still finds the fault.
 */
export function accessibleTheme() {
  return {
    name: "accessible-theme",
    enforce: "pre" as const,
    transform(source: string, id: string): string | undefined {
      const [, component = ""] = /\/theme-default\/components\/(\w+)\.vue$/.exec(id) ?? [];
      let mended = source;
      for (const [text, better] of MENDED[component] ?? []) {
        if (!mended.includes(text))
          throw new Error(`${component}.vue: expected ${JSON.stringify(text)}`);
        mended = mended.replace(text, () => better);
      }
      return mended === source ? undefined : mended;
    },
  };
}
