// Executes Jupyter notebooks in Deno's kernel.
import { startKernel } from "./kernel.mjs";
import { collector, isShown } from "./outputs.mjs";

/** A notebook with the outputs that its cells make when they run, one after another, in a fresh kernel of Deno in a folder. Throws an Error where a cell fails or takes longer than so many seconds. */
export async function execute(notebook, folder, { seconds = 120 } = {}) {
  const kernel = await startKernel(folder, seconds);
  try {
    const collect = collector();
    const cells = [];
    for (const cell of notebook.cells) cells.push(cell.cell_type === "code" ? await executed(cell, kernel, collect) : cell);
    // Only now: a later cell may have updated what an earlier one displays.
    for (const cell of cells) if (cell.cell_type === "code") cell.outputs = cell.outputs.filter(isShown);
    return { ...notebook, cells };
  } finally {
    await kernel.end();
  }
}

async function executed(cell, kernel, collect) {
  const wrong = (sentence) => new Error(`the cell "${cell.id}" failed: ${sentence}`);
  const { reply, messages } = await kernel.run([cell.source].flat().join("")).catch((error) => {
    throw wrong(error.message);
  });
  const outputs = collect(messages);
  if (reply.status !== "ok") throw wrong(`${reply.ename}: ${reply.evalue}`);
  return { ...cell, execution_count: reply.execution_count, outputs };
}
