// Calls the program many times in one process, since starting a process takes longer than refusing a spec. Reads a list of
// {args, cwd} as JSON from standard input and prints the list of what came of them.
import { text } from "node:stream/consumers";

const calls = JSON.parse(await text(process.stdin));
const print = process.stdout.write.bind(process.stdout);
process.stdout.setMaxListeners(0);
const results = [];
for (const [i, { args, cwd }] of calls.entries()) {
  const result = { code: 0, stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"]) {
    process[stream].write = (chunk, then) => {
      result[stream] += chunk;
      if (typeof then === "function") then();
      return true;
    };
  }
  process.chdir(cwd);
  process.argv.splice(2, Infinity, ...args);
  process.exitCode = 0;
  await import(`../../dist/src/cli/program.js?call=${i}`);
  result.code = process.exitCode;
  results.push(result);
}
process.exitCode = 0;
print(JSON.stringify(results));
