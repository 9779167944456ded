import { afterEach, describe, expect, test } from "vitest";
import { collect } from "../../src/notebook/collect.ts";
import { kernelStage } from "../../src/notebook/kernel.ts";
import { NumericalError } from "../../src/spec/errors.ts";

const table = { heads: ["η", "a < b"], rows: [[0.1, "<yes>"]] };

describe("in Jupyter", () => {
  afterEach(() => {
    delete (globalThis as { Deno?: unknown }).Deno;
  });

  test("what a cell shows is broadcast by its media types", () => {
    const sent: unknown[] = [];
    const jupyter = { broadcast: (...message: unknown[]) => Promise.resolve(void sent.push(message)) };
    Object.assign(globalThis, { Deno: { jupyter } });
    kernelStage().table(table);
    expect(sent).toEqual([
      [
        "display_data",
        {
          data: {
            "text/html":
              "<table><thead><tr><th>η</th><th>a &lt; b</th></tr></thead><tbody><tr><td>0.1</td><td>&lt;yes&gt;</td></tr></tbody></table>",
            "text/plain": "η    a < b\n0.1  <yes>",
          },
          metadata: {},
          transient: {},
        },
      ],
    ]);
  });

  test("a stage outside of the kernel says where it belongs", () => {
    expect(() => kernelStage()).toThrow("this runs inside Jupyter's Deno kernel");
  });
});

describe("an execution", () => {
  test("keeps outputs by cell, and inputs stand where they stand at first", () => {
    const { stage, outputs } = collect();
    stage.cell("1");
    stage.table(table);
    stage.cell("2");
    stage.verify("two is even", true);
    expect([...outputs].map(([id, shown]) => [id, shown.length])).toEqual([
      ["1", 1],
      ["2", 1],
    ]);
    expect(stage.slider({ label: "η", from: 0, to: 1, step: 0.1, value: 0.3 })).toBe(0.3);
  });

  test("ends where the numbers do not say what the text says", () => {
    const { stage } = collect();
    expect(() => stage.verify("two is odd", false)).toThrow(NumericalError);
  });
});
