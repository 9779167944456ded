export * from "./network";
export * from "./elementary-exports";
export * from "./dense";
export * from "./random";
