/** Models and loss functions of TensorFlow.js as objectives: `thalweg/tensorflow`. TensorFlow.js itself is the user's. */
export type { LayersModel, LayerWeight } from "./objective/tensorflow/module.ts";
export {
  type TensorExamples,
  type TensorOf,
  type TensorflowModule,
  type TensorflowObjective,
  type TensorflowOptions,
  tensorflow,
} from "./objective/tensorflow/tensorflow.ts";
export { restoreNodeUtil } from "./objective/tensorflow/nodeUtil.ts";
