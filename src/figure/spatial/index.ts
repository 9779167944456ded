export * from "./lossLandscape.ts";
export * from "./pathsInSpace.ts";
export * from "./plotlyFigure.ts";
export * from "./sharpnessSheets.ts";
export * from "./spatialDrawing.ts";
