import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { DisclosableMembers } from '@counterfoil/shared/sd-jwt/issue-sd-jwt'
import { Holder, select, type CredentialChanges, type RequestClaims } from './holder.ts'
import type { VerifierTestWorld } from './world.ts'

const year = new Date().getFullYear()
const home = { address: { address_line_1: '12 Heron Lane', post_town: 'Aldermoor', postcode: 'AL1 2BC', uprn: '100012345678' } }
const morag = { given_name: 'Morag', family_name: 'Ffion-Jones', birth_date: '1981-03-09' }
const lowri = { given_name: 'Lowri', family_name: 'Ffion-Jones', birth_date: `${year - 9}-05-04` }

/** What it keeps, by the name under which the forms of this repository ask for it. */
export const kept = {
  residency: { ...morag, ...home },
  child: { ...lowri, ...home },
  representation: { ...morag, role: 'parent', represented: lowri, scope: 'education', acts_from: `${year - 1}-01-01`, acts_until: `${year + 1}-12-31` },
  reduction: { ...morag, award_ends_on: `${year + 1}-03-31` },
  badge: { ...morag, badge_number: 'Q1KX99' },
} satisfies Readonly<Record<string, JsonObject>>

export interface Presenting {
  /** For whom; the verifier's own id unless the page's browser asked. */
  readonly audience?: string
  /** Seconds that the wallet's clock is ahead of the machine's. */
  readonly ahead?: number
  /** Any part of any credential can be made wrong. */
  readonly changed?: Readonly<Partial<Record<keyof typeof kept, CredentialChanges>>>
  /** Claims that are not shared, by name, and credentials that aren't. */
  readonly withheld?: readonly string[]
}

interface Asked {
  readonly id: string
  readonly meta: { readonly vct_values: readonly [string] }
  readonly claims: readonly { readonly path: readonly string[] }[]
}

/** A `vp_token` for a request for any of these. */
export async function present(world: VerifierTestWorld, request: RequestClaims, { audience, ahead = 0, changed = {}, withheld = [] }: Presenting = {}): Promise<Record<string, string[]>> {
  const holder = new Holder(world)
  holder.ahead = ahead
  const token: Record<string, string[]> = {}
  for (const { id, meta, claims } of (request['dcql_query'] as unknown as { credentials: Asked[] }).credentials) {
    if (withheld.includes(id)) continue
    const changes = changed[id as keyof typeof kept]
    const said: JsonObject = { ...kept[id as keyof typeof kept], ...changes?.claims }
    const credential = await holder.credential({ ...changes, claims: said, disclosable: everyLeafOf(said), payload: { vct: meta.vct_values[0], ...changes?.payload } })
    const paths = claims.map(({ path }) => path).filter((path) => !withheld.includes(path.at(-1) ?? ''))
    token[id] = [holder.bind(select(credential, paths), request, audience === undefined ? {} : { payload: { aud: audience } })]
  }
  return token
}

const everyLeafOf = (claims: JsonObject): DisclosableMembers =>
  Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, typeof value === 'object' && value !== null ? Object.fromEntries(Object.keys(value).map((leaf) => [leaf, true as const])) : (true as const)]))
