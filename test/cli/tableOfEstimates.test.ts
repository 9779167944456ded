import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../experiment/temporary.ts";
import { thalweg } from "./program.ts";

const base = {
  version: 1,
  objective: {
    data: { kind: "chebyshev", degree: 3, count: 10 },
    model: { kind: "mlp", widths: [1, 20, 1], activation: "tanh" },
    loss: { kind: "squared-error" },
  },
  init: { kind: "normal" },
  dynamics: { kind: "gd", stepSize: 0.02 },
  until: { steps: 2 },
  measures: ["loss", { kind: "hessian-trace", exactBelow: 0, samples: 12 }],
};

test("a table and a summary have errors beside values, and nothing for the end of a run that diverged", async () => {
  const folder = temporaryFolder();
  await writeFile(join(folder, "sweep.json"), JSON.stringify({ version: 1, base, grid: { "dynamics.stepSize": [0.02, 1e300] } }));
  await writeFile(join(folder, "run.json"), JSON.stringify(base));
  expect((await thalweg(["sweep", "sweep.json", "--store", "runs", "--workers", "1"], { cwd: folder })).code).toBe(0);

  for (const columns of [[], ["--columns", "status,hessianTrace,loss"]]) {
    const { stdout } = await thalweg(["table", "runs", ...columns], { cwd: folder });
    const [head, ...rows] = stdout.trimEnd().split("\n");
    expect(head).not.toContain("hessianTraceError");
    expect(rows.find((row) => row.includes("finished"))).toMatch(/ -?[\d.]+ ± [\d.]+ /);
    expect(rows.find((row) => row.includes("diverged"))).not.toContain("±");
  }
  const csv = await thalweg(["table", "runs", "--format", "csv", "--columns", "status,loss,hessianTrace,hessianTraceError"], {
    cwd: folder,
  });
  expect(csv.stdout).toContain("\ndiverged,,,\n");

  const { stdout } = await thalweg(["run", "run.json"], { cwd: folder });
  expect(stdout).toMatch(/hessianTrace +-?[\d.]+ ± [\d.]+ +-?[\d.]+ ± [\d.]+/);
  expect(stdout).not.toContain("hessianTraceError");
});
