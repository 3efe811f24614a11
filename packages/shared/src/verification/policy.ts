import type { Seconds } from '../kernel/branded.ts'
import { statusMechanisms, type StatusMechanism } from '../status-list/status-reference.ts'

/** What a credential says that it is, in its format. */
export interface PresentedType {
  readonly format: 'dc+sd-jwt' | 'jwt_vc_json' | 'mso_mdoc'
  /** `vct`, `docType`, or the most specific of the W3C types. */
  readonly name: string
  /** The W3C types, all of them; the name alone elsewhere. */
  readonly names: readonly string[]
  /** The JSON-LD contexts of a W3C credential, which are never fetched. */
  readonly contexts: readonly string[]
}

/** Who is trusted to issue a type: whom the consortium accredits for it under a name, or whom the verifier lists; the list may call it by a name that is one for all formats. */
export type TrustedIssuers = { readonly by: 'accreditation'; readonly as: string } | { readonly by: 'list'; readonly issuers: readonly string[]; readonly as?: string }

/** How a type is judged, where that is a choice. What isn't given is as strict as it can be. */
export interface TypePolicy {
  readonly trusted: TrustedIssuers
  /** Facts that are older decide nothing; without it the ports alone say what is fresh. */
  readonly maximumAge?: { readonly key: Seconds; readonly accreditation: Seconds; readonly status: Seconds }
  /** The ways of publishing a status that are accepted; all of them when it isn't said. */
  readonly status?: readonly StatusMechanism[]
  /** Whether a credential that has no status at all is taken; no when it isn't said. */
  readonly withoutStatus?: boolean
  /** `required`: though the query could do without; else as the query asks. */
  readonly holderBinding?: 'required'
}

/** The policy of a type; null for one that the verifier takes from nobody. */
export type PolicyOf = (type: PresentedType) => TypePolicy | null

/** A type is accredited under the name that it has. */
export const accreditedByName: PolicyOf = ({ name }) => ({ trusted: { by: 'accreditation', as: name } })

/** Whether a policy takes a status that is published so. */
export const takesStatus = ({ status = statusMechanisms }: TypePolicy, mechanism: StatusMechanism): boolean => status.includes(mechanism)
