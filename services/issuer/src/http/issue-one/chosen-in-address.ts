import { codeWays, linkWays, type HandingOver } from '../../domain/issue-one/handing-over.ts'
import type { SessionSecret } from '../../domain/staff-member.ts'
import { sealedInAddress } from '../sealed-in-address.ts'

const sealed = sealedInAddress('issuing')

/** For one person: what was chosen for one can't be confirmed for another. */
export const sealChosen = (secret: SessionSecret, person: string, chosen: HandingOver): string => sealed.seal(secret, JSON.stringify({ person, chosen }))

/** Null for what this session didn't choose for this person. */
export function openChosen(secret: SessionSecret, person: string, given: unknown): HandingOver | null {
  const text = sealed.open(secret, given)
  if (text === null) return null
  const read = JSON.parse(text) as { readonly person: string; readonly chosen: HandingOver }
  return read.person === person ? read.chosen : null
}

const oneOf = <One extends string>(all: readonly One[], given: string): One | undefined => all.find((one) => one === given)
const mostCharacters = 320

/** What was chosen, with the answer to one more question. What isn't an answer takes the one before away. */
export function withAnswer(chosen: HandingOver, step: 'type' | 'link' | 'code' | 'language' | 'email', given: string | null): HandingOver {
  const answer = (given ?? '').trim().slice(0, mostCharacters)
  switch (step) {
    case 'type':
      return present({ ...chosen, type: answer === '' ? undefined : answer })
    case 'link':
      return present({ ...chosen, linkBy: oneOf(linkWays, answer) })
    case 'code':
      return present({ ...chosen, codeBy: oneOf(codeWays, answer) })
    case 'language':
      return present({ ...chosen, language: oneOf(['en', 'cy'] as const, answer) })
    case 'email':
      return { ...chosen, email: answer }
  }
}

type Maybe<Members> = { readonly [Name in keyof Members]: Members[Name] | undefined }

/** Without what is undefined, as the seal would have it anyway. */
const present = (chosen: Maybe<HandingOver>): HandingOver => JSON.parse(JSON.stringify(chosen)) as HandingOver
