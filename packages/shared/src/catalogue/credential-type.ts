import type { Bilingual } from '../kernel/json.ts'
import { RecursiveDisclosure, type DisclosableMembers } from '../sd-jwt/issue-sd-jwt.ts'
import type { ObjectSchema } from './claims-schema.ts'
import type { LifeEvent } from './life-events.ts'
import type { MdocNames } from './mdoc-names.ts'
import type { KeyAttestationPolicy } from '../oid4vci/key-attestation.ts'

/** One claim of a type, as people read it. */
export interface ClaimDescription {
  readonly path: readonly string[]
  readonly label: Bilingual
  /** Whether the holder may withhold it. An object that is not disclosable stands open and its members decide for themselves; one that is hides even that it is there. */
  readonly disclosable: boolean
  /** Why a claim that isn't an object can't be withheld. */
  readonly alwaysBecause?: string
  /** The field of the council's record that it takes; its own name unless told. */
  readonly field?: string
  /** What people call each word of the schema's `enum`. */
  readonly values?: { readonly [word: string]: Bilingual }
}

/** A way in which a credential may stop to stand, in the words of the status standards. @see Bitstring Status List 1.0, `statusPurpose` */
export const statusKinds = ['revocation', 'suspension'] as const
export type StatusKind = (typeof statusKinds)[number]

/** How the council's record tells apart what one person has several of. */
export interface SeveralRecords {
  /** The field of a person's record that lists them: JSON, each an object of fields. */
  readonly listed: string
  /** The field of each that names it in the council's own system. */
  readonly reference: string
  /** The claims by which people tell one from another. */
  readonly shownBy: readonly (readonly string[])[]
}

/** A catalogue entry: what a credential of this type says, how it looks, how long it stands. */
export interface CredentialType {
  readonly id: string
  readonly version: number
  readonly name: Bilingual
  readonly description: Bilingual
  /** How long it stands at most. */
  readonly validityDays: number
  /** The claim with the last day on which it stands, when that comes first. */
  readonly endsOn?: readonly string[]
  /** Absent where what the record said at the offer is issued; else the record is read again, at once or after a while. */
  readonly issuing?: 'from-record' | 'deferred'
  /** What a wallet must have attested of the keys that it is issued to; absent where nothing needs to be. */
  readonly keyAttestation?: KeyAttestationPolicy
  /** After what it has to be renewed; it stands for some days of grace longer. */
  readonly lifeEvents?: readonly LifeEvent[]
  /** Renewal opens so many days before the credential's end, whatever that end follows from. */
  readonly renewal: { readonly opensDaysBefore: number }
  readonly statusKinds: readonly StatusKind[]
  /** The field of the council's record that is filled when this type concerns the person. */
  readonly offeredWhen: string
  /** Absent where a person has one at most. */
  readonly several?: SeveralRecords
  readonly card: { readonly background: string; readonly text: string; readonly alt: Bilingual; /** SVG of our own. */ readonly art: string }
  readonly w3cTypes: readonly string[]
  /** Whether nobody may count which claims a person doesn't have: a decoy stands for each, where a format knows decoys. */
  readonly decoys?: boolean
  /** Absent where the type is not issued as an mdoc. */
  readonly mdoc?: MdocNames
  readonly schema: ObjectSchema
  readonly claims: readonly ClaimDescription[]
}

/** The claims that become disclosures, in the shape that issuing takes. */
export function disclosableOf(type: CredentialType): DisclosableMembers {
  const whole = new Set<string>()
  const below = new Map<string, Record<string, true>>()
  for (const { path, disclosable } of type.claims) {
    const [name = '', member] = path
    if (!disclosable) continue
    if (member === undefined) whole.add(name)
    else below.set(name, Object.assign(below.get(name) ?? (Object.create(null) as Record<string, true>), { [member]: true as const }))
  }
  const tree = Object.create(null) as Record<string, true | DisclosableMembers | RecursiveDisclosure>
  for (const name of new Set([...whole, ...below.keys()])) {
    const members = below.get(name)
    if (members === undefined) tree[name] = true
    else tree[name] = whole.has(name) ? new RecursiveDisclosure(members) : members
  }
  return tree
}

/** The field of the council's record that a claim takes. */
export const fieldOf = ({ path, field }: Pick<ClaimDescription, 'path' | 'field'>): string => field ?? path.at(-1) ?? ''
