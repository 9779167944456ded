/** The module of a paper: `barrett-dherin-2021` is `barrettDherin2021.ts`, or what was built from it. */
export function moduleOf(paper: string): URL {
  const here = import.meta.url;
  const name = paper.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  return new URL(`../${name}${here.slice(here.lastIndexOf("."))}`, here);
}
