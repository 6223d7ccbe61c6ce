/** A cache key that is as good as any in a test. */
export const testKey = '0123456789abcdef'.repeat(4);
