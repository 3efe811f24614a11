import type { PrefillResult } from '@counterfoil/form-server/prefill-result'
import type { PrefillVisit } from '@counterfoil/form-server/prefill-visit'
import type { Language } from '@counterfoil/ui/words'
import type { AskedForm } from './domain/asked-form.ts'
import type { IdentityClaims } from './domain/identity-claims.ts'
import type { RelyingParty } from './domain/relying-party.ts'

/** One citizen who is signing in, in one browser. In memory alone. */
export interface SignIn extends PrefillVisit {
  /** Of the interaction; the browser that began it has it in a cookie. */
  readonly uid: string
  readonly party: RelyingParty
  /** Names the browser, for wallets bring citizens back to an address that many sign-ins share. */
  readonly browser: string
  language: Language
  /** Why the last one gave nothing, as the code of a refusal. */
  notGiven: string | null
  /** What the relying party is told when it can't go on. */
  fault: 'temporarily_unavailable' | 'server_error' | null
  /** The response code that the citizen came back with, until the verifier has judged it. */
  returned: string | null
  /** Who signed in, once somebody has: names what is told of them. */
  subject: string | null
}

export interface SignIns {
  find(uid: string): SignIn | null
  begin(signIn: Omit<SignIn, keyof PrefillVisit | 'notGiven' | 'fault' | 'returned' | 'subject'>): SignIn
  /** Those of a browser that wait for a wallet on the same device to come back to this address; the newest first. */
  waiting(browser: string, returnPath: string): readonly SignIn[]
}

/** What wallets answered, of sign-ins that could not go on at once: a verifier gives it once. In memory alone, for two minutes. */
export interface Answers {
  keep(uid: string, answer: PrefillResult): void
  find(uid: string): PrefillResult | null
  forget(uid: string): void
}

/** What is told of people, from when their wallet answered until the relying party has it. In memory alone, for two minutes. */
export interface Subjects {
  /** Keeps it under a name that nobody had before. */
  keep(claims: IdentityClaims): string
  find(subject: string): IdentityClaims | null
  forget(subject: string): void
}

/** What a form asks; null for one that isn't in the register. Throws `FormServerError` when nobody can say. */
export type DescribeForm = (authority: string, form: string) => Promise<AskedForm | null>
