/** The path of the runtime; throws with the reason where there is none. */
export function node24(): string;
export function deno(): string;
export function chromium(): string;
/** What a headless Chromium needs to start inside a container, offline. */
export const chromiumFlags: string[];
