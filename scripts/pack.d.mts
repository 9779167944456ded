/** Packs the package as it was built last; returns the tarball. */
export function pack(folder: string): string;
