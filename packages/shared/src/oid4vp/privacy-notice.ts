import { isJsonObject, type Bilingual, type Json } from '../kernel/json.ts'
import { isWebAddress } from './presentation-request.ts'

const [inEnglish, inWelsh] = ['policy_uri', 'policy_uri#cy'] as const
const longest = 500

/** Where a verifier says what becomes of what it is shown, as members of its client metadata. @see RFC 7591, sections 2 and 2.2 */
export interface PrivacyNoticeMembers {
  readonly [inEnglish]?: string
  readonly [inWelsh]?: string
}

export const privacyNoticeMembers = (notice: Bilingual | null): PrivacyNoticeMembers => (notice === null ? {} : { [inEnglish]: notice.en, [inWelsh]: notice.cy })

const isNotice = (value: Json | undefined): value is string => typeof value === 'string' && value.length <= longest && isWebAddress(value)

/** The privacy notice that signed client metadata names, in each language; null when there is none that may be followed. */
export function privacyNoticeIn(metadata: Json | undefined): Bilingual | null {
  const { [inEnglish]: en, [inWelsh]: cy }: Record<string, Json | undefined> = isJsonObject(metadata) ? metadata : {}
  return isNotice(en) ? { en, cy: isNotice(cy) ? cy : en } : null
}
