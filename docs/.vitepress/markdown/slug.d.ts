/** The anchor of a heading, as GitHub makes it, so that links work in both places. */
export declare function slugOf(heading: string): string;
