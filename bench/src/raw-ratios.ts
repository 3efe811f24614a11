import { rawCountings, rawWork, type RawCounting, type RawRates, type RawWork } from './raw-crypto.ts'
import { row, type Row } from './report.ts'
import type { Rounds } from './measure.ts'

const countings = Object.keys(rawCountings) as RawCounting[]

/** Raw crypto of one kind of work, a row for each counting. */
export const rawRows = (rates: RawRates, work: RawWork): Row[] => countings.map((counting) => row(`${rawCountings[counting]}: ${rawWork[work]}`, rates[counting]))

const short = { verifying: '', signing: '', issuing: '', signatures: ', signatures alone', allKeys: ', all keys' } as const satisfies Record<RawWork, string>
const counted = { plain: 'raw crypto by plain calls', defined: 'raw crypto as performance.md defines it', fastest: 'raw crypto in the fastest form we know' } as const satisfies Record<RawCounting, string>

/** What a rate is to be divided by: raw crypto by each counting, measured in turn with it. The strictest hides nothing, and none is left out. */
export const against = (rates: RawRates, work: RawWork): Record<string, Rounds> => Object.fromEntries(countings.map((counting) => [`${counted[counting]}${short[work]}`, rates[counting]]))
