import { defineConfig } from "vitest/config";

const apart = ["test/package/**", "test/runtime/**", "test/tensorflow/**"];

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: "suite", include: ["test/**/*.test.ts"], exclude: apart } },
      { extends: true, test: { name: "package", include: ["test/package/**/*.test.ts"], testTimeout: 300_000, hookTimeout: 300_000 } },
      { extends: true, test: { name: "runtimes", include: ["test/runtime/**/*.test.ts"], testTimeout: 300_000, hookTimeout: 300_000 } },
      // One file after another: what each takes is one library with threads of its own.
      { extends: true, test: { name: "tensorflow", include: ["test/tensorflow/**/*.test.ts"], fileParallelism: false } },
    ],
  },
});
