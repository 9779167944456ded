import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const ofTheSystem = ["signals", "interruptedStore", "faults", "requests", "damagedStore"].map((name) => `test/cli/${name}.test.ts`);
/** These put something else in the place of modules or of the environment. */
const withStandIns = ["test/figure/spatial.test.ts", "test/objective/data/withoutNode.test.ts", "test/notebook/display.test.ts"];
const gallery = ["gallery", "galleryLongest"].map((name) => `test/figure/${name}.test.ts`);
const apart = ["test/package/**", "test/runtime/**", "test/tensorflow/**", ...gallery, ...ofTheSystem, ...withStandIns];
const patient = { testTimeout: 300_000, hookTimeout: 300_000 };

export default defineConfig({
  test: {
    // Slow machines that do something else besides are not what tests are about.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      // The files of a worker share their modules: loading them again for each takes as long as testing.
      { extends: true, test: { name: "suite", include: ["test/**/*.test.ts"], exclude: apart, isolate: false } },
      { extends: true, test: { name: "stand-ins", include: withStandIns } },
      // What these test is the system's streams, signals and files, not the runtime: once is enough.
      { extends: true, test: { name: "system", include: ofTheSystem } },
      // All runs of the gallery once more: once is enough, since the runtimes are compared by the project of that name.
      { extends: true, test: { name: "gallery", include: gallery } },
      { extends: true, test: { name: "package", include: ["test/package/**/*.test.ts"], ...patient } },
      { extends: true, test: { name: "runtimes", include: ["test/runtime/**/*.test.ts"], ...patient } },
      // One file after another: what each takes is one library with threads of its own.
      { extends: true, test: { name: "tensorflow", include: ["test/tensorflow/**/*.test.ts"], fileParallelism: false } },
    ],
  },
});
