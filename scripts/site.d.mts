/** Builds the site into a folder and answers the path of its first page. Throws an Error where a link leads nowhere. */
export function buildSite(folder: string): Promise<string>;
