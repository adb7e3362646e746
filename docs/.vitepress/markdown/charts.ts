import type { MarkdownRenderer } from "vitepress";

const PICTURE = /(?:^|\/)charts\/([\w-]+)\.svg$/;

/**
 * Makes a chart of the benchmarks, `![title](charts/calls.svg)` alone in its paragraph, one whose figures can be read as a
 * table. Readers of the repository see the picture.
 */
export function showCharts(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push("benchmark-charts", ({ tokens, Token }) => {
    tokens.forEach((token, i) => {
      const [image, ...others] = token.children ?? [];
      const isAlone = others.length === 0 && tokens[i - 1]?.type === "paragraph_open";
      if (image?.type !== "image" || !isAlone) return;
      const name = PICTURE.exec(image.attrGet("src") ?? "")?.[1];
      if (name === undefined) return;
      // A chart is a block, which a paragraph cannot have inside.
      const chart = new Token("html_block", "", 0);
      chart.content = `<BenchmarkChart name="${name}" />\n`;
      const nothing = () => new Token("html_block", "", 0);
      tokens.splice(i - 1, 3, nothing(), chart, nothing());
    });
  });
}
