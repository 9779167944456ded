/** An output of a cell: of `display_data`, what is shown by media type; of `stream`, what was printed. */
export interface JupyterOutput {
  readonly output_type: "display_data" | "execute_result" | "stream" | "error";
  readonly data?: Readonly<Record<string, string>>;
  readonly name?: "stdout" | "stderr";
  readonly text?: string;
}

export interface JupyterCell {
  readonly id: string;
  readonly cell_type: "code" | "markdown";
  readonly source: string | readonly string[];
  readonly outputs?: readonly JupyterOutput[];
}

/** A notebook in Jupyter's format 4.5. */
export interface JupyterNotebook {
  readonly cells: readonly JupyterCell[];
}

/** A notebook with the outputs that its cells make when they run, one after another, in a fresh kernel of Deno in a folder. Throws an Error where a cell fails or takes longer than so many seconds. */
export function execute(notebook: JupyterNotebook, folder: string, options?: { readonly seconds?: number }): Promise<JupyterNotebook>;
