/** How many have to sign when so many govern: more than half, so that no two groups can decide against each other. */
export const thresholdFor = (owners: number): number => Math.floor(owners / 2) + 1
