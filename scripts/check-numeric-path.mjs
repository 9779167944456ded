// No `**` in the numeric layers: it is Math.pow under another name, and engines differ in its last bit. (The linter forbids the functions.)
// Two to a whole literal is exact everywhere and may stay.
import { readdirSync, readFileSync } from "node:fs";
import ts from "typescript";

const layers = ["kernel", "objective", "measure", "theory", "dynamics", "claims"];
const faults = layers.flatMap((layer) => files(new URL(`../src/${layer}/`, import.meta.url))).flatMap(powers);
for (const fault of faults) console.error(fault);
console.log(
  faults.length === 0
    ? "no powers in the numeric path"
    : `${faults.length} powers in the numeric path: multiply, or use src/kernel/elementary.ts`,
);
process.exit(faults.length === 0 ? 0 : 1);

function files(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith(".ts") && !name.startsWith("assembly"))
    .map((name) => new URL(name, folder).pathname);
}

function powers(file) {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const found = [];
  const visit = (node) => {
    if (
      (node.kind === ts.SyntaxKind.AsteriskAsteriskToken && !isPowerOfTwo(node.parent)) ||
      node.kind === ts.SyntaxKind.AsteriskAsteriskEqualsToken
    ) {
      const { line, character } = source.getLineAndCharacterOfPosition(node.getStart(source));
      found.push(`${file}:${line + 1}:${character + 1}: ** in the numeric path`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isPowerOfTwo({ left, right }) {
  const exponent = ts.isPrefixUnaryExpression(right) ? right.operand : right;
  return left.getText() === "2" && ts.isNumericLiteral(exponent) && /^\d+$/.test(exponent.getText());
}
