/**
 * Exit codes of the command line (contract): done (a diverged run is a result and counts as done); something failed after work had
 * begun; the request was wrong and nothing was started; stopped on request with work left; left at once on a second Ctrl-C.
 */
export const exitCodes = { done: 0, failed: 1, wrongRequest: 2, stopped: 75, abandoned: 130 } as const;
