import type { ClaimProblem } from '@counterfoil/shared/catalogue/claims-schema'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Bilingual } from '@counterfoil/shared/kernel/json'
import { envelopeOf, isEmail, needsEmail, type HandingOver, type OpenWays } from '../../domain/issue-one/handing-over.ts'
import type { PersonCase, RecordOfType } from '../../use-cases/staff-cases.ts'

/** What staff are asked, in this order. */
export const issueSteps = ['type', 'record', 'link', 'code', 'language', 'email'] as const
export type IssueStep = (typeof issueSteps)[number]

/** A record of a type that concerns the person, with what stands against another one. */
export interface TypeToIssue extends RecordOfType {
  readonly problems: readonly ClaimProblem[]
  /** Until when the one stands that they hold; null for who holds none that stands. */
  readonly heldUntil: EpochSeconds | null
  /** When the offer was made that waits to be collected; null when none does. */
  readonly openSince: EpochSeconds | null
}

export interface IssueModel {
  readonly person: PersonCase
  readonly chosen: HandingOver
  /** The same, as addresses carry it. */
  readonly sealed: string
  readonly types: readonly TypeToIssue[]
  readonly ways: OpenWays
  /** Whether e-mails and letters can be sent at all. */
  readonly isSending: boolean
  /** Whom to ask to put the record right; null when nobody said. */
  readonly contact: Bilingual | null
}

export const chosenType = ({ types, chosen }: IssueModel): TypeToIssue | null => types.find(({ key }) => key === chosen.type) ?? null

/** Where a step stands: `blocked` waits for another one, `none` isn't asked. */
export type StepState = 'done' | 'open' | 'blocked' | 'wrong' | 'none'

export function stateOf(step: IssueStep, model: IssueModel): StepState {
  const { chosen, ways } = model
  const type = chosenType(model)
  switch (step) {
    case 'type':
      return type === null ? 'open' : 'done'
    case 'record':
      if (type === null) return 'blocked'
      return type.problems.length > 0 ? 'wrong' : 'done'
    case 'link':
      return chosen.linkBy !== undefined && ways.link.includes(chosen.linkBy) ? 'done' : 'open'
    case 'code':
      if (chosen.linkBy === undefined) return 'blocked'
      return chosen.codeBy !== undefined && chosen.codeBy !== chosen.linkBy && ways.code.includes(chosen.codeBy) ? 'done' : 'open'
    case 'language':
      return chosen.language === undefined ? 'open' : 'done'
    case 'email':
      if (!needsEmail(chosen)) return 'none'
      return chosen.email !== undefined && isEmail(chosen.email) ? 'done' : 'open'
  }
}

export const addressOf = ({ person }: Pick<IssueModel, 'person'>, step: IssueStep | 'check' | null, sealed: string): string =>
  `/staff/people/${person.handle}/issue${step === null ? '' : `/${step}`}?draft=${sealed}`

/** What is to be done next: a step, or to check everything. */
export const nextStep = (model: IssueModel): IssueStep | 'check' => issueSteps.find((step) => ['open', 'wrong', 'blocked'].includes(stateOf(step, model))) ?? 'check'

/** The lines of an envelope in one. */
export const postalLine = ({ person }: Pick<IssueModel, 'person'>): string => (envelopeOf(person.record) ?? []).slice(1).join(', ')
