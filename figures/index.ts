import type { AnyFigure } from "./figure.ts";

/** The gallery, in its order: names are known without loading what draws them. */
const gallery: Readonly<Record<string, () => Promise<AnyFigure>>> = {
  preference: async () => (await import("./preference.ts")).preferenceFigure,
  "modified-objective": async () => (await import("./modifiedObjective.ts")).modifiedObjectiveFigure,
  sharpness: async () => (await import("./sharpness.ts")).sharpnessFigure,
  "phase-portrait": async () => (await import("./phasePortrait.ts")).phasePortraitFigure,
  order: async () => (await import("./order.ts")).orderFigure,
  shuffling: async () => (await import("./shuffling.ts")).shufflingFigure,
  "two-drifts": async () => (await import("./twoDrifts.ts")).twoDriftsFigure,
  "central-flow": async () => (await import("./centralFlow.ts")).centralFlowFigure,
  "label-noise": async () => (await import("./labelNoise.ts")).labelNoiseFigure,
  "diagonal-networks": async () => (await import("./diagonalNetworks.ts")).diagonalNetworksFigure,
  "final-sharpness": async () => (await import("./finalSharpness.ts")).finalSharpnessFigure,
  "edge-variants": async () => (await import("./edgeVariants.ts")).edgeVariantsFigure,
  "stationary-covariance": async () => (await import("./stationaryCovariance.ts")).stationaryCovarianceFigure,
  "stability-diagram": async () => (await import("./stabilityDiagram.ts")).stabilityDiagramFigure,
  oscillation: async () => (await import("./oscillation.ts")).oscillationFigure,
  "self-stabilisation": async () => (await import("./selfStabilisation.ts")).selfStabilisationFigure,
  rescaling: async () => (await import("./rescaling.ts")).rescalingFigure,
  spectrum: async () => (await import("./spectrum.ts")).spectrumFigure,
  perturbation: async () => (await import("./perturbation.ts")).perturbationFigure,
  "drift-regression": async () => (await import("./driftRegression.ts")).driftRegressionFigure,
  attribution: async () => (await import("./attribution.ts")).attributionFigure,
  "loss-surface": async () => (await import("./lossSurface.ts")).lossSurfaceFigure,
  trajectories: async () => (await import("./trajectories.ts")).trajectoriesFigure,
  "sharpness-sheets": async () => (await import("./sharpnessSheets.ts")).sharpnessSheetsFigure,
};

/** The names of the gallery's figures. */
export const figureNames: readonly string[] = Object.keys(gallery);

/** Loads a figure of the gallery; null where there is none of that name. */
export async function loadFigure(name: string): Promise<AnyFigure | null> {
  return Object.hasOwn(gallery, name) ? gallery[name]() : null;
}

/** All figures of the gallery, in its order. */
export async function loadFigures(): Promise<readonly AnyFigure[]> {
  return Promise.all(figureNames.map(async (name) => (await loadFigure(name))!));
}
