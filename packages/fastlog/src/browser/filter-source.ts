/** Storage of a page, such as `localStorage`. */
interface Storage {
  getItem(key: string): string | null;
}

/** The parts of a page that may hold a filter. Reading one may throw, as in a sandboxed frame. */
export interface FilterPlaces {
  readonly localStorage?: Storage | undefined;
  readonly location?: { readonly search?: string } | undefined;
}

/**
 * The filter that the person in front of the browser has set: of the query parameter, if the program allows it, else of
 * `localStorage.LOG`. `undefined` if there is none.
 */
export function filterOfPage(page: FilterPlaces, isQueryRead: boolean): string | undefined {
  const read = (where: () => string | null | undefined) => {
    try {
      return where()?.trim() || undefined;
    } catch {
      return undefined; // The page must not see it.
    }
  };
  const query = () => new URLSearchParams(page.location?.search ?? "").get("LOG");
  return (isQueryRead ? read(query) : undefined) ?? read(() => page.localStorage?.getItem("LOG"));
}
