export * from "./network";
export * from "./elementaryExports";
export * from "./dense";
export * from "./random";
export * from "./descend";
export * from "./recurrence";
