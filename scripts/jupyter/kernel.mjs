// Runs code in Deno's Jupyter kernel and hears all that it publishes.
import { randomUUID } from "node:crypto";
import { startProcess } from "./process.mjs";
import { decode, encode, request } from "./wire.mjs";

/** Seconds in which a kernel must have started. */
const startup = 60;

/**
 * A kernel whose cells run in a folder and may take so many seconds each.
 *
 * `run` answers the kernel's reply to code and every message that it published meanwhile. That the kernel is idle does not say that it has published all: what a cell shows goes through a queue
 * from the thread that runs it, and the status overtakes it. So after every cell a mark is sent through the same queue: what comes before the mark is the cell's, and nothing comes after it.
 */
export async function startKernel(folder, seconds, attempts = 3) {
  const { key, shell, published, failed, end } = await startProcess(folder);
  const session = randomUUID();

  const send = async (type, content) => {
    const message = request(type, content, session);
    await shell.send(encode(message, key));
    return message.header.msg_id;
  };
  const receive = async (channel, late) => decode(await Promise.race([channel.receive(), failed, late]), key);
  const execute = (code, silent) =>
    send("execute_request", { code, silent, store_history: !silent, user_expressions: {}, allow_stdin: false, stop_on_error: false });

  async function replyTo(id, late) {
    for (;;) {
      const { parent, content } = await receive(shell, late);
      if (parent.msg_id === id) return content;
    }
  }

  async function publishedBeforeMark(late) {
    const mark = randomUUID();
    await execute(markCode(mark), true);
    const messages = [];
    for (;;) {
      const message = await receive(published, late);
      if (message.content.data?.[markType] === mark) return messages;
      if (message.header.msg_type !== "status" && message.header.msg_type !== "execute_input") messages.push(message);
    }
  }

  async function run(code) {
    const { late, stop } = deadline(seconds, `took longer than ${seconds} seconds`);
    try {
      const reply = await replyTo(await execute(code, false), late);
      return { reply, messages: await publishedBeforeMark(late) };
    } finally {
      stop();
    }
  }

  /** A subscription takes a while to arrive: ask until an answer to the asking is heard. */
  async function heard() {
    const { late, stop } = deadline(startup, `Deno's Jupyter kernel did not start within ${startup} seconds`);
    let asked = Promise.resolve();
    const ask = setInterval(() => void (asked = asked.then(() => send("kernel_info_request", {}))), 100);
    try {
      await receive(published, late);
    } finally {
      clearInterval(ask);
      stop();
      await asked;
    }
  }

  try {
    await heard();
    return { run, end };
  } catch (error) {
    await end();
    // A port that was free was taken before the kernel came to it.
    if (attempts > 1 && error.message.includes("AddrInUse")) return startKernel(folder, seconds, attempts - 1);
    throw error;
  }
}

const markType = "application/vnd.thalweg.mark";
// A turn of the event loop first: what the cell has begun to show in its last turn is queued before the mark.
const markCode = (mark) =>
  `await new Promise((turn) => setTimeout(turn)); await Deno.jupyter.broadcast("display_data", { data: { "${markType}": "${mark}" }, metadata: {}, transient: {} });`;

/** A promise that rejects with a sentence after so many seconds, unless it is stopped. */
function deadline(seconds, sentence) {
  let stop;
  const late = new Promise((_, reject) => {
    const timer = setTimeout(() => reject(new Error(sentence)), 1000 * seconds);
    stop = () => clearTimeout(timer);
  });
  late.catch(() => undefined);
  return { late, stop };
}
