import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { execute, type JupyterNotebook, type JupyterOutput } from "../../scripts/jupyter/execute.mjs";
import { executeJupyter, names } from "../../scripts/notebooks.mjs";

const home = fileURLToPath(new URL("../../notebooks/jupyter/", import.meta.url));

describe("a notebook, run as it stands in Deno's Jupyter kernel,", async () => {
  test.for(await names())("%s shows again, to the last character, all that it was kept with", async (name) => {
    const kept = JSON.parse(await readFile(join(home, `${name}.ipynb`), "utf8")) as JupyterNotebook;
    const texts = kept.cells.flatMap(({ outputs = [] }) => outputs).map(({ data }) => data!);
    expect(texts.filter((data) => data["text/html"]?.includes('src="data:image/svg+xml;base64,')).length).toBeGreaterThan(0);
    expect(texts.filter((data) => data["text/plain"].startsWith("✓ ")).length).toBeGreaterThan(0);
    expect(await executeJupyter(kept)).toEqual(kept);
  });
});

describe("what a cell does in Deno's Jupyter kernel:", () => {
  let folder: string;
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "thalweg-cells-"))));
  afterAll(() => rm(folder, { recursive: true }));

  const notebook = (...sources: string[]): JupyterNotebook => ({
    cells: sources.map((source, i) => ({ id: `cell-${i}`, cell_type: "code", source, outputs: [] })),
  });
  const outputs = async (...sources: string[]): Promise<(readonly JupyterOutput[])[]> =>
    (await execute(notebook(...sources), folder, { seconds: 30 })).cells.map((cell) => cell.outputs!);
  const broadcast = (type: string, text: string, transient = "{}"): string =>
    `void Deno.jupyter.broadcast("${type}", { data: { "text/plain": ${text} }, metadata: {}, transient: ${transient} });`;

  test("none of a thousand things shown in twenty cells is lost, though the kernel says that it is idle before it has shown them", async () => {
    const rows = 50;
    const shower = `for (let i = 0; i < ${rows}; i++) { ${broadcast("display_data", '`${i} ${"·".repeat(4000)}`')} if (i % 5 === 0) console.log(i); } "done"`;
    const shown = Array.from({ length: rows }, (_, i) => [...(i % 5 === 1 ? [`${i - 1}\n`] : []), `${i} ${"·".repeat(4000)}`]).flat();
    const cells = await outputs(...Array.from({ length: 20 }, () => shower));
    for (const cell of cells) expect(cell.map(({ text, data }) => text ?? data!["text/plain"])).toEqual([...shown, '"done"']);
  });

  test("lines of one stream are one output, of two they are several", async () => {
    const [cell] = await outputs(`console.log("a"); console.log("b"); console.error("c"); console.log("d")`);
    expect(cell).toEqual([
      { output_type: "stream", name: "stdout", text: "a\nb\n" },
      { output_type: "stream", name: "stderr", text: "c\n" },
      { output_type: "stream", name: "stdout", text: "d\n" },
    ]);
  });

  test("what is updated shows what it was updated to, from a later cell too; what is emptied or cleared is gone", async () => {
    const bar = `{ display_id: "bar" }`;
    const cells = await outputs(
      `${broadcast("display_data", '"1 %"', bar)} ${broadcast("display_data", '"figure"')} ${broadcast("update_display_data", '"99 %"', bar)}`,
      `${broadcast("update_display_data", '"100 %"', bar)} ${broadcast("display_data", '"2 %"', `{ display_id: "other" }`)} ${broadcast("update_display_data", '""', `{ display_id: "other" }`)}`,
      `console.log("old"); void Deno.jupyter.broadcast("clear_output", { wait: true }); console.log("new")`,
    );
    const shown = (text: string): JupyterOutput & { metadata: object } => ({
      output_type: "display_data",
      metadata: {},
      data: { "text/plain": text },
    });
    expect(cells).toEqual([[shown("100 %"), shown("figure")], [], [{ output_type: "stream", name: "stdout", text: "new\n" }]]);
  });

  test.for([
    ["throws", `throw new RangeError("no such thing")`, `the cell "cell-1" failed: RangeError: no such thing`],
    ["is no TypeScript", `const x: = 3`, `the cell "cell-1" failed: Error: Execution failed`],
    ["ends the kernel", `Deno.exit(3)`, `the cell "cell-1" failed: Deno's Jupyter kernel ended (3): it said nothing`],
    ["never ends", `await new Promise(() => setInterval(() => undefined, 1000))`, `the cell "cell-1" failed: took longer than 5 seconds`],
  ])("one that %s is named, and why", async ([, source, sentence]) => {
    await expect(execute(notebook("1", source, "2"), folder, { seconds: 5 })).rejects.toThrow(sentence);
  });

  test("a notebook that shows what is no figure, table or sentence is refused", async () => {
    const stray = { ...notebook("const a = 1;", "a + 1"), metadata: { title: "Strays" } };
    await expect(executeJupyter(stray)).rejects.toThrow('the cell "cell-1" of "Strays" shows {"text/plain":"2"}');
  });
});
