/** Regions of the loopback EC2, in the form that AWS gives them. */
export const benchRegions = Array.from({ length: 20 }, (_, n) => `xx-bench-${n + 1}`);
export const instancesPerRegion = 1000;
