import { rawCountings, rawWork, type RawCounting, type RawRates, type RawWork } from './raw-crypto.ts'
import { row, type Row } from './report.ts'

const countings = Object.keys(rawCountings) as RawCounting[]
const works = Object.keys(rawWork) as RawWork[]

/** Raw crypto by either counting, a row for each kind of work. */
export const rawRows = (rates: RawRates): Row[] => countings.flatMap((counting) => works.map((work) => row(`${rawCountings[counting]}: ${rawWork[work]}`, rates[counting][work])))

const short = { verifying: '', signing: '', issuing: '', signatures: ', signatures alone', allKeys: ', all keys' } as const satisfies Record<RawWork, string>
const counted = { defined: 'raw crypto as performance.md defines it', fastest: 'raw crypto in the fastest form we know' } as const satisfies Record<RawCounting, string>

/** What a rate is to be divided by: raw crypto by either counting. The stricter one hides nothing, and neither is left out. */
export const against = (rates: RawRates, work: RawWork): Record<string, number> => Object.fromEntries(countings.map((counting) => [`${counted[counting]}${short[work]}`, rates[counting][work]]))
