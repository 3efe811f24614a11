import { noStore } from '@counterfoil/service-kit/http/no-store'
import { dateTimeOf } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { isReadable } from '@counterfoil/shared/kernel/plain-text'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { statusValue, type StatusValue } from '@counterfoil/shared/status-list/status-bits'
import type { FastifyInstance } from 'fastify'
import type { Authority } from '../../domain/authority.ts'
import type { CaseReference } from '../../domain/case-reference.ts'
import type { CouncilReference, RecordReference } from '../../domain/council-record.ts'
import { reasonOf, type CounterfoilId, type StatusChange } from '../../domain/counterfoil.ts'
import { usualTxCode, type TxCodeShape } from '../../domain/tx-code.ts'
import type { RepeatableRequest } from '../../domain/repeatable-request.ts'
import type { CouncilTokens, ListedCounterfoil, StatusesChanged } from '../../ports/council-api.ts'
import type { ChangeAsked, Meant } from '../../use-cases/council/change-statuses.ts'
import type { OfferBy } from '../../use-cases/council/offer-way.ts'
import type { ProfileId } from '../../domain/profile.ts'
import type { OfferAsked, OfferForSystem } from '../../use-cases/council/make-offer-for-system.ts'
import type { ReadCounterfoils } from '../../use-cases/council/read-counterfoils.ts'
import type { AuthorityOf } from '../authority-of.ts'
import { councilGuard, repeatableRequestOf } from './council-guard.ts'
import * as schemas from './council-schemas.ts'

export interface CouncilRoutesPorts {
  readonly authorityOf: AuthorityOf
  readonly clock: Clock
  readonly tokens: CouncilTokens
  readonly makeOffer: (authority: Authority, request: RepeatableRequest, asked: OfferAsked) => Promise<OfferForSystem>
  readonly changeStatuses: (authority: Authority, request: RepeatableRequest, asked: ChangeAsked) => Promise<StatusesChanged>
  readonly read: ReadCounterfoils
}

interface OfferBody {
  readonly credential_type: string
  readonly person_reference: string
  readonly record_reference?: string
  readonly case_reference?: string
  readonly tx_code?: boolean | AskedTxCode
  readonly typed_code?: boolean
  readonly profile?: ProfileId
  readonly by?: OfferBy
}

interface AskedTxCode {
  readonly input_mode?: TxCodeShape['inputMode']
  readonly length?: number
  readonly description?: string
}

interface ChangeBody {
  readonly change: StatusChange
  readonly reason: string
  readonly case_reference?: string
  readonly person_reference?: string
  readonly credential_type?: string
}

interface ListQuery {
  readonly credential_type?: string
  readonly status?: keyof typeof statusValue
  readonly limit?: string
  readonly cursor?: string
}

type CounterfoilParams = { readonly Params: { readonly counterfoil: string } }

const config = { limit: 'authority' } as const

/** What a council's own systems ask: with a token of their authority, and of it alone. */
export function councilRoutes(ports: CouncilRoutesPorts) {
  const { needs, callerOf } = councilGuard(ports)
  const { read } = ports
  return async (scope: FastifyInstance): Promise<void> => {
    scope.post<{ Body: OfferBody }>('/:authority/api/offers', { ...schemas.makeOffer, config, onRequest: needs('offers:write') }, async (request, reply) => {
      const caller = callerOf(request)
      const { credential_type: typeId, person_reference: person, record_reference: record, case_reference: reference, tx_code: txCode = null, typed_code: withTypedCode = false, profile = 'open', by = null } = request.body
      const asked = { typeId, person: person as CouncilReference, record: record === undefined ? null : (record as RecordReference), caseReference: reference === undefined ? null : (reference as CaseReference), txCode: txCode === null || typeof txCode === 'boolean' ? txCode : shapeOf(txCode), withTypedCode, profile, by }
      const made = await ports.makeOffer(caller.authority, repeatableRequestOf(request, caller), asked)
      return noStore(reply).code(201).send(offerBody(made))
    })

    scope.get<{ Querystring: ListQuery }>('/:authority/api/counterfoils', { ...schemas.listCounterfoils, config, onRequest: needs('counterfoils:read') }, async (request, reply) => {
      const { credential_type: typeId = null, status, limit = '50', cursor = null } = request.query
      const page = await read.page(callerOf(request).authority, { typeId, status: status === undefined ? null : statusValue[status], cursor, most: Number(limit) })
      return noStore(reply).send({ counterfoils: page.counterfoils.map((one) => counterfoilBody(one, read)), next_cursor: page.next })
    })

    scope.get<CounterfoilParams>('/:authority/api/counterfoils/:counterfoil', { ...schemas.showCounterfoil, config, onRequest: needs('counterfoils:read') }, async (request, reply) => {
      const found = await read.one(callerOf(request).authority, request.params.counterfoil as CounterfoilId)
      return noStore(reply).send(counterfoilBody(found, read))
    })

    scope.post<CounterfoilParams & { readonly Body: ChangeBody }>('/:authority/api/counterfoils/:counterfoil/status', { ...schemas.changeOne, config, onRequest: needs('status:write') }, async (request, reply) => {
      const caller = callerOf(request)
      const asked = changeOf(request.body, { counterfoil: request.params.counterfoil as CounterfoilId })
      return noStore(reply).send(changedBody(await ports.changeStatuses(caller.authority, repeatableRequestOf(request, caller), asked)))
    })

    scope.post<{ Body: ChangeBody }>('/:authority/api/status', { ...schemas.changeByReference, config, onRequest: needs('status:write') }, async (request, reply) => {
      const caller = callerOf(request)
      const { case_reference: reference, person_reference: person = '' } = request.body
      const asked = changeOf(request.body, reference === undefined ? { person: person as CouncilReference } : { caseReference: reference as CaseReference })
      return noStore(reply).send(changedBody(await ports.changeStatuses(caller.authority, repeatableRequestOf(request, caller), asked)))
    })
  }
}

function changeOf({ change, reason: given, credential_type: typeId }: ChangeBody, meant: Meant): ChangeAsked {
  const reason = reasonOf(change, given)
  if (reason === null) throw new Refusal('invalid_request', { words: 'The reason is not one of this change.', detail: 'reason' })
  return { meant, typeId: typeId ?? null, change, reason }
}

function shapeOf({ input_mode: inputMode = usualTxCode.inputMode, length = usualTxCode.length, description }: AskedTxCode): TxCodeShape {
  if (description !== undefined && !isReadable(description)) throw new Refusal('invalid_request', { words: 'The description is not one line of readable text.', detail: 'tx_code.description' })
  return { inputMode, length, description: description ?? null }
}

const offerBody = ({ id, profile, offerUri, value, walletLink, schemeLink, typedCode, txCode, expiresAt }: OfferForSystem) => ({
  offer: id,
  profile,
  credential_offer_uri: offerUri,
  credential_offer: value,
  wallet_link: walletLink,
  openid_credential_offer: schemeLink,
  typed_code: typedCode,
  tx_code: txCode,
  expires_at: dateTimeOf(expiresAt),
})

const nameOf = (status: StatusValue): string | null => Object.entries(statusValue).find(([, value]) => value === status)?.[0] ?? null

const counterfoilBody = (counterfoil: ListedCounterfoil, read: ReadCounterfoils) => ({
  counterfoil: counterfoil.id,
  offer: counterfoil.offer,
  credential_type: read.typeOf(counterfoil),
  credential_configuration_id: counterfoil.configurationId,
  status: nameOf(counterfoil.status),
  issued_on: dateTimeOf(counterfoil.issuedAt).slice(0, 10),
  expires_at: dateTimeOf(counterfoil.expiresAt),
  changed_at: dateTimeOf(counterfoil.changedAt),
  wallet_notified: counterfoil.outcome,
})

const changedBody = ({ changed, unchanged, withdrawnOffers }: StatusesChanged) => ({ changed, unchanged, withdrawn_offers: withdrawnOffers })
