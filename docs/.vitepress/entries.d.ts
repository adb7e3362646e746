/** The entries of the package that export something, as a program imports them, with the file of their types. */
export declare const ENTRIES: readonly { readonly name: string; readonly types: string }[];

/** The name of the page of an entry. */
export declare function fileOf(name: string): string;
