/** @type {import("next").NextConfig} */
export default {
  output: "standalone",
  // One copy of fastlog for all routes. `next build` copies it into the standalone output.
  serverExternalPackages: ["fastlog"],
};
