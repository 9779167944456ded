import { expect, test } from "vitest";
import { centralFlow } from "../../src/dynamics/centralFlow.ts";
import { behaviour as centralFlowBehaviour } from "../../src/dynamics/centralFlowBehaviour.ts";
import { edgeFlow } from "../../src/dynamics/edgeFlow.ts";
import { behaviour as edgeFlowBehaviour } from "../../src/dynamics/edgeFlowBehaviour.ts";
import { gd } from "../../src/dynamics/gradientDescent.ts";
import { rodFlow } from "../../src/dynamics/rodFlow.ts";
import { behaviour as rodFlowBehaviour } from "../../src/dynamics/rodFlowBehaviour.ts";
import { sgd } from "../../src/dynamics/stochasticGradientDescent.ts";
import type { DynamicsBehaviour, Mover } from "../../src/dynamics/dynamics.ts";
import { openRandom } from "../../src/kernel/random.ts";
import { centralFlowVariance } from "../../src/measure/centralFlowVariance.ts";
import { behaviour as centralFlowVarianceBehaviour } from "../../src/measure/centralFlowVarianceBehaviour.ts";
import { directionalSharpness } from "../../src/measure/directionalSharpness.ts";
import { gradientNoise } from "../../src/measure/gradientNoise.ts";
import { behaviour as gradientNoiseBehaviour } from "../../src/measure/gradientNoiseBehaviour.ts";
import { loss } from "../../src/measure/loss.ts";
import { modifiedLoss } from "../../src/measure/modifiedLoss.ts";
import { behaviour as modifiedLossBehaviour } from "../../src/measure/modifiedLossBehaviour.ts";
import type { MeasureBehaviour, MeasureSetting } from "../../src/measure/measure.ts";
import { perturbationSensitivity } from "../../src/measure/perturbationSensitivity.ts";
import { behaviour as perturbationSensitivityBehaviour } from "../../src/measure/perturbationSensitivityBehaviour.ts";
import { sharpness } from "../../src/measure/sharpness.ts";
import { chebyshevStart, chebyshevToy } from "../support/chebyshev.ts";
import { start } from "../support/run.ts";

const objective = chebyshevToy(3);
const from = chebyshevStart(objective, 0);
const random = () => openRandom(0, "sampling");
const sgdFacts = {
  ...sgd.facts(sgd({ stepSize: 0.3, batchSize: 6, sampling: "reshuffle" }), { objective, random }),
  kind: "sgd",
};
const starts: Record<string, () => Mover> = {
  gd: () => start(gd, gd({ stepSize: 0.3, momentum: 0.3 }), objective, from),
  sgd: () => start(sgd, sgd({ stepSize: 0.1, batchSize: 6, sampling: "reshuffle" }), objective, from, random),
  "central flow": () =>
    start(centralFlowBehaviour, centralFlow({ stepSize: 0.6, integrator: { kind: "rkc2" }, tolerance: 1e-4 }), objective, from),
  "edge flow": () => start(edgeFlowBehaviour as DynamicsBehaviour<object>, edgeFlow({ stepSize: 0.6, tolerance: 1e-4 }), objective, from),
  "rod flow": () => start(rodFlowBehaviour as DynamicsBehaviour<object>, rodFlow({ stepSize: 0.6, tolerance: 1e-4 }), objective, from),
};

test.for(Object.entries(starts))("what is measured on the way does not change a bit of the path of %s", ([, open]) => {
  const alone = open();
  const watched = open();
  const setting: MeasureSetting = {
    objective,
    dynamics: sgdFacts,
    random: (purpose) => openRandom(0, purpose),
    reference: () => from,
    shadow: () => undefined,
  };
  const begin = <Spec>(measure: MeasureBehaviour<Spec>, spec: Spec) => measure.begin(spec, setting);
  const readers = [
    begin(sharpness, sharpness({ tolerance: 1e-3 })),
    begin(directionalSharpness, directionalSharpness()),
    begin(gradientNoiseBehaviour, gradientNoise({ samples: 6 })),
    begin(modifiedLossBehaviour, modifiedLoss()),
    begin(perturbationSensitivityBehaviour, perturbationSensitivity({ std: 0.1, samples: 4 })),
    begin(loss, loss()),
    begin(centralFlowVarianceBehaviour, centralFlowVariance({ stepSize: 0.6 })),
  ];
  for (let step = 0; step < 60; step++) {
    const moment = { point: watched.point, step, time: watched.time, last: false };
    for (let k = 0; k < readers.length; k++) if ((step + k) % 3 !== 0) readers[k](moment);
    alone.advance(Infinity);
    watched.advance(Infinity);
    expect([...watched.point.parameters]).toEqual([...alone.point.parameters]);
  }
});
