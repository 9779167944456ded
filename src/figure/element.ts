export const svgNamespace = "http://www.w3.org/2000/svg";

/** Makes an SVG element: attributes in the order given, then children or text. */
export function element(
  document: Document,
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>> = {},
  ...children: (Element | string)[]
): SVGElement {
  const node = document.createElementNS(svgNamespace, name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) node.setAttribute(key, String(value));
  for (const child of children) node.append(typeof child === "string" ? document.createTextNode(child) : child);
  return node;
}
