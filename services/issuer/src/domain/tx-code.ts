import type { Bilingual } from '@counterfoil/shared/kernel/json'

/** How the transaction code of an offer looks, and what its citizen is told of it. @see OpenID4VCI 1.0, section 4.1.1 */
export interface TxCodeShape {
  readonly inputMode: 'numeric' | 'text'
  readonly length: number
  /** Null for the sentence that names the authority. */
  readonly description: string | null
}

/** What a code is without being told otherwise. */
export const usualTxCode: TxCodeShape = { inputMode: 'numeric', length: 6, description: null }

/** How a type's codes look at an authority: each council's own choice. */
export type TxCodes = (authority: string, typeId: string) => TxCodeShape

/** At least a million codes, of which five may be tried; of letters and digits that nobody mixes up there are 25. At most what people type without a slip. */
export const txCodeLengths = { numeric: { least: 6, most: 12 }, text: { least: 5, most: 12 } } as const
/** @see OpenID4VCI 1.0, section 4.1.1 */
export const longestTxCodeDescription = 300

/** A wallet shows one text: both languages in it. */
export const inBothLanguages = ({ en, cy }: Bilingual): string => `${en} / ${cy}`

/** What the citizen typed, as codes are compared: small letters are taken for capitals, and nothing else for anything else. */
export const txCodeMeant = (typed: string): string => typed.replaceAll(/[a-z]/g, (letter) => letter.toUpperCase())
