// What a kernel publishes as the outputs of a notebook: "Notebook file format" 4.5, "Code cell outputs".

/** Answers a collector that makes of the messages that the kernel published during a cell the cell's outputs. Later cells may still update what earlier ones display. */
export function collector() {
  const named = new Map();
  return (messages) => {
    const outputs = [];
    let clearLater = false;
    for (const { header, content } of messages) {
      const type = header.msg_type;
      if (type === "update_display_data") {
        for (const output of named.get(content.transient?.display_id) ?? [])
          Object.assign(output, { metadata: content.metadata, data: content.data });
      } else if (type === "clear_output" && content.wait) {
        clearLater = true;
      } else {
        if (clearLater || type === "clear_output") outputs.length = 0;
        clearLater = false;
        if (type === "stream") addText(outputs, content);
        else if (type in kinds) {
          const output = { output_type: type, ...kinds[type](content) };
          outputs.push(output);
          const id = content.transient?.display_id;
          if (id !== undefined) named.set(id, [...(named.get(id) ?? []), output]);
        }
      }
    }
    return outputs;
  };
}

const kinds = {
  display_data: ({ metadata, data }) => ({ metadata, data }),
  execute_result: ({ execution_count, metadata, data }) => ({ execution_count, metadata, data }),
  error: ({ ename, evalue, traceback }) => ({ ename, evalue, traceback }),
};

/** Text of the same stream is one output. */
function addText(outputs, { name, text }) {
  const last = outputs.at(-1);
  if (last?.output_type === "stream" && last.name === name) last.text += text;
  else outputs.push({ output_type: "stream", name, text });
}

/** Whether an output shows anything: a bar that was taken away when its work was done does not. */
export const isShown = ({ data }) => data === undefined || Object.values(data).some((value) => value !== "");
