import type { Fee } from './intent.ts'

const eighthMore = (price: bigint): bigint => price + price / 8n + (price > 0n ? 1n : 0n)
const higher = (one: bigint, other: bigint): bigint => (one > other ? one : other)

/** What a replacement pays: an eighth more than before, which nodes ask for, or what is paid for now when that is higher. */
export const bumped = (before: Fee, now: Fee): Fee => ({ tip: higher(eighthMore(before.tip), now.tip), most: higher(eighthMore(before.most), now.most) })
