export declare function packagedReadme(markdown: string, base: string | undefined): string;
export declare function filesOf(
  repository: { readonly url?: string } | undefined,
): string | undefined;
