import { expect, test } from "vitest";
import { gd } from "../../src/dynamics/gradientDescent.ts";
import { norm2 } from "../../src/kernel/vector.ts";
import { formulaObjective } from "../../src/objective/expression/formula.ts";
import { expression } from "../../src/objective/model/expression.ts";
import { start } from "../support/run.ts";

test("where the loss does not see the scale of the parameters, a step of GD adds exactly η²‖g‖² to their squared norm", () => {
  const objective = formulaObjective(
    expression({ parameters: ["a", "b", "c"], loss: "((a*b + 2*b*c)/(a^2 + b^2 + c^2) - 0.3)^2 + a*c/(a^2 + b^2 + c^2)" }),
  );
  const stepSize = 0.3;
  const mover = start(gd, gd({ stepSize }), objective, [0.7, -0.4, 1.1]);
  const { point } = mover;
  for (let k = 0; k < 50; k++) {
    const expected = norm2(point.parameters) + stepSize * stepSize * point.gradientNormSquared;
    mover.advance(Infinity);
    expect(Math.abs(norm2(point.parameters) / expected - 1)).toBeLessThan(1e-14);
  }
});
