import { defineConfig } from "vitest/config";

const ofTheSystem = ["signals", "faults", "requests", "damagedStore"].map((name) => `test/cli/${name}.test.ts`);
const apart = ["test/package/**", "test/runtime/**", "test/tensorflow/**", "test/figure/gallery.test.ts", ...ofTheSystem];

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: "suite", include: ["test/**/*.test.ts"], exclude: apart } },
      // What these test is the system's streams, signals and files, not the runtime: once is enough.
      { extends: true, test: { name: "system", include: ofTheSystem } },
      // All runs of the gallery once more: once is enough, since the runtimes are compared by the project of that name.
      { extends: true, test: { name: "gallery", include: ["test/figure/gallery.test.ts"] } },
      { extends: true, test: { name: "package", include: ["test/package/**/*.test.ts"], testTimeout: 300_000, hookTimeout: 300_000 } },
      { extends: true, test: { name: "runtimes", include: ["test/runtime/**/*.test.ts"], testTimeout: 300_000, hookTimeout: 300_000 } },
      // One file after another: what each takes is one library with threads of its own.
      { extends: true, test: { name: "tensorflow", include: ["test/tensorflow/**/*.test.ts"], fileParallelism: false } },
    ],
  },
});
