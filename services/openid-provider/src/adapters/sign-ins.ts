import type { PrefillResult } from '@counterfoil/form-server/prefill-result'
import { newVisit, presentationsOf } from '@counterfoil/form-server/prefill-visit'
import type { Random } from '@counterfoil/shared/kernel/random'
import { returnPathOf } from '../domain/relying-party.ts'
import type { IdentityClaims } from '../domain/identity-claims.ts'
import type { Answers, SignIn, SignIns, Subjects } from '../ports.ts'
import type { Memory } from './memory.ts'

/** As long as a sign-in may take, from the first page to the wallet's answer. */
export const signInSeconds = 1800
/** More of one browser than anybody has in hand: each that waits is asked whether an answer is its own. */
const mostOfABrowser = 3
/** A code is redeemed within a minute, or never. */
const toldWithin = 120

export const signInsIn = (memory: Memory<SignIn>): SignIns => ({
  find: (uid) => memory.get(uid) ?? null,
  begin: (signIn) => {
    const begun: SignIn = { ...signIn, ...newVisit(), notGiven: null, fault: null, returned: null, subject: null }
    const older = memory.values().filter(({ browser }) => browser === signIn.browser)
    for (const { uid } of older.slice(0, Math.max(0, older.length - mostOfABrowser + 1))) memory.delete(uid)
    memory.set(signIn.uid, begun, signInSeconds)
    return begun
  },
  waiting: (browser, returnPath) =>
    memory
      .values()
      .filter((one) => one.browser === browser && returnPathOf(one.party) === returnPath && presentationsOf(one, one.party.form, 'same_device').length > 0)
      .toReversed(),
})

export const answersIn = (memory: Memory<PrefillResult>): Answers => ({
  keep: (uid, answer) => memory.set(uid, answer, toldWithin),
  find: (uid) => memory.get(uid) ?? null,
  forget: (uid) => memory.delete(uid),
})

export const subjectsIn = (memory: Memory<IdentityClaims>, random: Random): Subjects => ({
  keep: (claims) => {
    const subject = random.secret(24)
    memory.set(subject, claims, toldWithin)
    return subject
  },
  find: (subject) => memory.get(subject) ?? null,
  forget: (subject) => memory.delete(subject),
})
