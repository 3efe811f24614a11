/** After how many minutes without a touch the wallet may lock itself; the first unless the citizen chose. */
export const idleLimits = [5, 15, 60] as const
export type IdleLimit = (typeof idleLimits)[number]

export const idleLimitIn = (text: string | null): IdleLimit => idleLimits.find((minutes) => String(minutes) === text) ?? idleLimits[0]
