import { describeFlat, longest } from "./galleryTests.ts";

describeFlat((name) => longest.includes(name));
