// The layers of src: a folder may import its own level and those below, never one above.
const layers = [
  ["spec", "kernel"],
  ["objective"],
  ["measure"],
  ["theory"],
  ["dynamics"],
  ["experiment"],
  ["claims"],
  ["figure"],
  ["notebook", "cli", "explorer"],
];

const upward = layers.slice(0, -1).map((level, i) => ({
  name: `${level.join("-and-")}-import-downwards`,
  comment: `${level.join(" and ")} may not know ${layers
    .slice(i + 1)
    .flat()
    .join(", ")}.`,
  severity: "error",
  from: { path: `^src/(${level.join("|")})/` },
  to: {
    path: `^src/((${layers
      .slice(i + 1)
      .flat()
      .join("|")})/|[^/]+\\.ts$)`,
  },
}));

export default {
  forbidden: [
    ...upward,
    {
      name: "spec-imports-nothing-of-the-kit",
      comment: "src/spec may be imported by all, so it imports none of them.",
      severity: "error",
      from: { path: "^src/spec/" },
      to: { path: "^src/", pathNot: "^src/spec/" },
    },
    {
      name: "no-cycle",
      comment: "Modules that need each other are one module or three. Types may refer to each other.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "sources-do-not-import-tests-or-figures",
      comment: "The command line draws the gallery; nothing else in src knows it.",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^(test|bench|scripts|figures|notebooks)/", pathNot: "^figures/" },
    },
    {
      name: "only-the-top-draws-the-gallery",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/(cli|notebook)/" },
      to: { path: "^figures/" },
    },
    {
      name: "no-node-in-the-numeric-layers",
      comment: "These run unchanged in browsers.",
      severity: "error",
      from: { path: "^src/(spec|kernel|measure|theory|dynamics)/" },
      to: { dependencyTypes: ["core"] },
    },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true, pathNot: "^(https?:|npm:|jsr:)" } },
    {
      name: "no-development-packages-in-sources",
      comment: "What src imports must be installed with the package; optional peers are imported dynamically.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/kernel/assembly/" },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only", "npm-peer"] },
    },
  ],
  options: {
    exclude: { path: "^src/kernel/assembly/" },
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      extensions: [".ts", ".mjs", ".js"],
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
    },
  },
};
