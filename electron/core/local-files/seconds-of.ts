/** Node takes seconds as a double, and the system cuts them: without the half microsecond, one millisecond in two would be lost. */
export const secondsOf = (ms: number): number => (ms + 0.0005) / 1000;
