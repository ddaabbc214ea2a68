import { defineConfig } from "vite";

// One project, one HTML file per entry. The server serves ../static: pages at its top, assets under a
// name that carries their hash.
export default defineConfig({
  // Addresses inside the build are relative, so that the pages work under any mount and behind any proxy.
  base: "./",
  publicDir: false,
  build: {
    outDir: "../static",
    emptyOutDir: true,
    target: "es2022",
    // Nothing is inlined: the pages' policy allows fonts from our own origin only, not from data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The licences of everything that is bundled travel with the wheel.
    license: { fileName: "licenses.md" },
    // Monaco is one chunk of its own and is loaded after the page has been drawn.
    chunkSizeWarningLimit: 4000,
    rolldownOptions: {
      input: "graphiql.html",
      // GraphiQL's dependencies say "use client" in every file. It means nothing in a browser bundle.
      checks: { moduleLevelDirective: false },
    },
  },
});
