import type { Database } from '@counterfoil/service-kit/persistence/database'
import { formsFolder } from '@counterfoil/service-kit/catalogue/read-catalogue'
import { startSweep } from '@counterfoil/service-kit/persistence/sweep'
import type { Logger } from '@counterfoil/service-kit/system/logger'
import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { seconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Fact } from '@counterfoil/shared/kernel/fact'
import type { Random } from '@counterfoil/shared/kernel/random'
import type { AccreditationKind, AccreditationQuestion } from '@counterfoil/shared/trust/trust'
import { catalogueDocumentsTable } from './adapters/catalogue/catalogue-documents-table.ts'
import { catalogueDraftsTable } from './adapters/catalogue/catalogue-drafts-table.ts'
import { catalogueEditionsTable } from './adapters/catalogue/catalogue-editions-table.ts'
import { deliveredForms } from './adapters/catalogue/delivered-forms.ts'
import { formPublicationsTable } from './adapters/catalogue/form-publications-table.ts'
import { formReader } from './adapters/catalogue/form-reader.ts'
import { networkOutside, type NetworkOutside } from './assemble-prints.ts'
import type { assembleApprovals } from './assemble-approvals.ts'
import { problemsOfJudging } from './attested-types.ts'
import type { IssuerConfig } from './config.ts'
import type { Authority } from './domain/authority.ts'
import type { Attention } from './ports/attention.ts'
import type { CatalogueDraft } from './ports/catalogue.ts'
import { accreditationAttention } from './use-cases/catalogue/accreditation-attention.ts'
import { neededAccreditations } from './use-cases/catalogue/needed-accreditations.ts'
import { typeSubject } from './use-cases/catalogue/describe-draft.ts'
import { formSubject } from './use-cases/catalogue/describe-form-draft.ts'
import { formAttention } from './use-cases/catalogue/form-attention.ts'
import { formDesk, type FormDesk } from './use-cases/catalogue/form-desk.ts'
import { liveForms, type LiveForms } from './use-cases/catalogue/live-forms.ts'
import { publishForms } from './use-cases/catalogue/publish-forms.ts'
import { catalogueDesk, type CatalogueDesk } from './use-cases/catalogue/catalogue-desk.ts'
import type { LiveCatalogue } from './use-cases/catalogue/live-catalogue.ts'
import { publishApproved } from './use-cases/catalogue/publish-approved.ts'

interface Parts {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly database: Database
  readonly authorities: ReadonlyMap<string, Authority>
  readonly outside: NetworkOutside | null
  readonly approvals: ReturnType<typeof assembleApprovals>
  readonly live: LiveCatalogue
}

export interface Catalogue {
  readonly desks: { readonly catalogue: CatalogueDesk; readonly forms: FormDesk }
  readonly liveForms: LiveForms
  readonly attention: readonly Attention[]
  /** Publishes what was approved, and takes over what was published, now. */
  readonly look: () => Promise<void>
  /** Takes over what was published, and does the same every few seconds. */
  readonly start: () => Promise<{ stop(): void }>
}

/** Often enough that whoever approves sees it published; most of the time it reads two rows. */
const lookEvery = seconds(2)

/** Where types and forms are edited and published. */
export function assembleCatalogue(config: IssuerConfig, parts: Parts): Catalogue {
  const network = networkAsked(config, parts)
  const accreditations: Accreditations = (kind, asked) => network((trust) => trust.accreditations(asked.map((one) => ({ kind, ...one }))))
  const types = assembleTypes(config, parts, accreditations)
  const forms = assembleForms(config, parts, accreditations)
  const look = async (): Promise<void> => {
    // Whatever becomes of types, forms are looked at.
    try {
      await types.look()
    } finally {
      await forms.look()
    }
  }
  return {
    desks: { catalogue: types.desk, forms: forms.desk },
    liveForms: forms.live,
    attention: [
      formAttention(forms.live, parts.live.types),
      accreditationAttention(neededAccreditations(parts.live, forms.live), ({ did }, needed) => network((trust) => trust.accreditedUntil(needed.map(({ kind, vct }) => ({ kind, scope: vct, did }))))),
    ],
    look,
    start: async () => {
      await types.takeOver()
      await forms.takeOver()
      return startSweep(lookEvery, look, parts.logger)
    },
  }
}

/** Answers in the order of the questions; null while the network can't tell. */
type Accreditations = (kind: AccreditationKind, asked: readonly Omit<AccreditationQuestion, 'kind'>[]) => Promise<readonly boolean[] | null>

function assembleTypes(config: IssuerConfig, parts: Parts, accreditations: Accreditations) {
  const { database, live, authorities, approvals } = parts
  const drafts = catalogueDraftsTable(database, 'type')
  const keeper = keeperOf(config, authorities)
  const furtherProblems = (type: CredentialType): readonly string[] => problemsOfJudging([type], config)
  const isAccredited = async (vct: string, dids: readonly string[]): Promise<boolean> => (await accreditations('issue', dids.map((did) => ({ scope: vct, did }))))?.every(Boolean) ?? false
  approvals.subjects.set('publish-type', typeSubject({ drafts, live, furtherProblems }))
  const publishing = publishApproved({ ...parts, drafts, editions: catalogueEditionsTable(database), documents: catalogueDocumentsTable(database), approvals: approvals.desk, keeper, furtherProblems, isAccredited, onFault: faultsIn(parts) })
  return { ...publishing, desk: catalogueDesk({ ...parts, drafts, approvals: approvals.desk, keeper, furtherProblems }) }
}

function assembleForms(config: IssuerConfig, parts: Parts, accreditations: Accreditations) {
  const { database, live: types, approvals } = parts
  const drafts = catalogueDraftsTable(database, 'form')
  const find = ({ type, version }: { readonly type: string; readonly version: number }): CredentialType | null => types.typeAt(types.vctOf({ id: type }, version)) ?? null
  const read = formReader(find)
  const live = liveForms(deliveredForms(config.formsDir ?? formsFolder()), read)
  approvals.subjects.set('publish-form', formSubject({ drafts, forms: live, read }))
  const mayAsk = async ({ did }: Authority, vcts: readonly string[]): Promise<readonly (boolean | null)[]> => (vcts.length === 0 ? [] : ((await accreditations('request', vcts.map((vct) => ({ scope: vct, did })))) ?? vcts.map(() => null)))
  const publishing = publishForms({ ...parts, drafts, publications: formPublicationsTable(database), forms: live, approvals: approvals.desk, read, onFault: faultsIn(parts) })
  const delivered = [...types.types.keys()].flatMap((id) => types.editionsOf(id).flatMap(({ published, type }) => (published === null ? [type] : [])))
  return { ...publishing, live, desk: formDesk({ ...parts, drafts, forms: live, approvals: approvals.desk, read, find, types: types.types, delivered, vctOf: types.vctOf, mayAsk }) }
}

const faultsIn =
  ({ logger }: Parts) =>
  (error: unknown, { id }: CatalogueDraft): void =>
    logger.error({ err: error, draft: id }, 'an approved draft could not be published')

/** The authority that the operator named, or the only one that is served. */
function keeperOf({ catalogueKeeper }: IssuerConfig, authorities: ReadonlyMap<string, Authority>): string | null {
  const [only, ...others] = authorities.keys()
  return catalogueKeeper ?? (others.length === 0 ? (only ?? null) : null)
}

/** A service where nobody asks for an accreditation asks no node of the ledger. */
function networkAsked(config: IssuerConfig, parts: Parts) {
  let outside: NetworkOutside | null = parts.outside
  /** The values that the network tells; null while it can't. */
  return async <Value>(ask: (trust: NetworkOutside['trust']) => Promise<readonly Fact<Value>[]>): Promise<readonly Value[] | null> => {
    outside ??= networkOutside(config, parts)
    try {
      return (await ask(outside.trust)).map(({ value }) => value)
    } catch (error) {
      parts.logger.warn({ err: error }, 'accreditations could not be learnt')
      return null
    }
  }
}
