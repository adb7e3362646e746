/** Greatest depth of groups whose labels are known, and the length of a label in a field, in characters. */
const MAX_DEPTH = 16;
const MAX_LABEL = 100;

/** The open groups of a console. */
export class ConsoleGroups {
  private readonly labels: string[] = [];
  /** Number of open groups. */
  private depth = 0;

  /** The labels of the open groups: `deploy > build`; `undefined` without one. */
  get path(): string | undefined {
    if (this.depth === 0) return undefined;
    return this.labels.filter(Boolean).join(" > ") || undefined;
  }

  begin(label: string): void {
    if (this.depth < MAX_DEPTH) this.labels.push(label.slice(0, MAX_LABEL));
    this.depth++;
  }

  end(): void {
    if (this.depth === 0) return;
    this.depth--;
    if (this.depth < MAX_DEPTH) this.labels.pop();
  }
}
