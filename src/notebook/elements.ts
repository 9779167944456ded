/** An element with a class and HTML in it. */
export function html(tag: string, name: string, content: string): HTMLElement {
  const made = document.createElement(tag);
  if (name !== "") made.className = name;
  made.innerHTML = content;
  return made;
}

/** An element with a class and text in it. */
export function textElement(tag: string, name: string, text: string): HTMLElement {
  const made = html(tag, name, "");
  made.textContent = text;
  return made;
}

/** A button that does something. */
export function button(words: string, act: () => void): HTMLButtonElement {
  const made = textElement("button", "", words) as HTMLButtonElement;
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}
