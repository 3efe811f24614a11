import { FormServerError } from '@counterfoil/form-server/form-server-error'
import type { FormServer, StartedPresentation } from '@counterfoil/form-server/form-server'
import { takeFromOtherDevice, type OtherDeviceOutcome } from '@counterfoil/form-server/other-device'
import type { PrefillResult } from '@counterfoil/form-server/prefill-result'
import { collectFirst, keepPresentation, presentationsOf } from '@counterfoil/form-server/prefill-visit'
import type { AskedForm } from '../domain/asked-form.ts'
import { identityClaims } from '../domain/identity-claims.ts'
import { returnPathOf, type RelyingParty } from '../domain/relying-party.ts'
import type { Answers, DescribeForm, SignIn, Subjects } from '../ports.ts'

export interface SignInPorts {
  readonly answers: Answers
  readonly subjects: Subjects
  readonly describeForm: DescribeForm
  readonly formServerOf: (party: RelyingParty) => FormServer
}

export interface SignInByWallet {
  readonly askedBy: (party: RelyingParty) => Promise<AskedForm>
  readonly start: (signIn: SignIn, flow: 'same_device' | 'cross_device') => Promise<StartedPresentation>
  /** Takes what a wallet on the same device was sent back with; null goes on with what could not be taken before. False when it belongs to none of this sign-in's requests. */
  readonly takeReturn: (signIn: SignIn, responseCode: string | null) => Promise<boolean>
  /** Takes what a wallet on another device shared, to the request of this id. */
  readonly takeFromElsewhere: (signIn: SignIn, id: string, number: string | undefined) => Promise<OtherDeviceOutcome>
  /** Waits for no wallet any more: what one still shares is never taken. */
  readonly drop: (signIn: SignIn) => void
}

/** From the choice of a wallet to a subject of whom something can be told. Everything rejects with `FormServerError`. */
export function signInByWallet(ports: SignInPorts, { providerUrl, trustFramework }: { readonly providerUrl: string; readonly trustFramework: string }): SignInByWallet {
  const { answers, subjects, describeForm, formServerOf } = ports
  const askedBy = async ({ authority, form }: RelyingParty): Promise<AskedForm> => {
    const asked = await describeForm(authority, form)
    // The operator reads of a form that can't be signed in by in the log.
    if (asked === null || !asked.isBoundToHolder) throw new FormServerError('refused', { refusal: 'unknown_form' })
    return asked
  }
  const drop = (signIn: SignIn): void => {
    signIn.presentations.clear()
    signIn.returned = null
    answers.forget(signIn.uid)
  }
  /** What fails here is tried again with the answer that was kept. */
  const tell = async (signIn: SignIn, result: PrefillResult): Promise<void> => {
    const { party } = signIn
    answers.keep(signIn.uid, result)
    // The relying party has it; here it would let a guess be tested.
    signIn.receipts.clear()
    const checkId = result.receipt === null ? null : (await formServerOf(party).checkForm(result.receipt, {}, party.form)).checkId
    signIn.subject = subjects.keep(identityClaims({ result, asked: await askedBy(party), trustFramework, checkId }))
    drop(signIn)
  }
  return {
    askedBy,
    start: async (signIn, flow) => {
      const { party, language } = signIn
      await askedBy(party)
      const returnUrl = `${providerUrl}${returnPathOf(party)}?response_code=`
      const presentation = await formServerOf(party).start({ form: party.form, flow, returnUrl, locale: language })
      keepPresentation(signIn, presentation)
      signIn.notGiven = null
      return presentation
    },
    takeReturn: async (signIn, responseCode) => {
      if (responseCode === '') {
        signIn.notGiven = await whyNothing(formServerOf(signIn.party), signIn)
        return true
      }
      signIn.returned = responseCode ?? signIn.returned
      const result = answers.find(signIn.uid) ?? (signIn.returned === null ? null : await collectReturned(formServerOf(signIn.party), signIn, signIn.returned))
      signIn.returned = null
      if (result !== null) await tell(signIn, result)
      return result !== null
    },
    takeFromElsewhere: async (signIn, id, number) => {
      const outcome = await takeFromOtherDevice(formServerOf(signIn.party), signIn, id, number)
      if ('answered' in outcome) await tell(signIn, outcome.answered)
      return outcome
    },
    drop,
  }
}

/** The result that a response code belongs to; null when it belongs to none of this sign-in. */
async function collectReturned(formServer: FormServer, signIn: SignIn, responseCode: string): Promise<PrefillResult | null> {
  try {
    return await collectFirst(formServer, signIn, presentationsOf(signIn, signIn.party.form, 'same_device').map(([id]) => id), responseCode)
  } catch (error) {
    if (error instanceof FormServerError && (error.code === 'refused' || error.code === 'gone')) return null
    throw error
  }
}

/** What became of the request of a citizen who came back without an answer. */
async function whyNothing(formServer: FormServer, signIn: SignIn): Promise<string | null> {
  const [newest] = presentationsOf(signIn, signIn.party.form, 'same_device')
  if (newest === undefined) return null
  const { status, refusal } = await formServer.status(newest[1])
  return status === 'declined' || status === 'refused' ? (refusal ?? 'client_rejected') : status === 'expired' ? 'expired_transaction' : null
}
