/** Whether two byte sequences are the same; not for secrets. */
export const equalBytes = (one: Uint8Array, other: Uint8Array): boolean => one.length === other.length && one.every((byte, index) => byte === other[index])
