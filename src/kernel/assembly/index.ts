export * from "./network";
export * from "./elementary";
export * from "./dense";
