import { plus, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import type { Random } from '@counterfoil/shared/kernel/random'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { openid4vpLink, walletLink } from '@counterfoil/shared/oid4vp/presentation-request'
import { encodeTransaction, type TransactionDetails } from '@counterfoil/shared/oid4vp/transaction-data'
import { groupTypedCode, makeTypedCode, type TypedCode } from '@counterfoil/shared/oid4vp/typed-code'
import { isReturnAddress, type FormProfile } from '@counterfoil/shared/form-profile/form-profile'
import { hostedTransactionId, type PageId } from '../domain/hosted-page.ts'
import { openableUntil } from '../domain/other-device.ts'
import { presentationLifetime, requestUriOf, type Flow, type RequestId, type TransactionId } from '../domain/presentation.ts'
import { profileOfForm } from '@counterfoil/shared/form-profile/request-profile'
import { sandboxRequestId } from '../domain/sandbox.ts'
import { formAddressIn } from '../domain/return-address.ts'
import type { Asker, OpenPresentation, PreparedForm, Presentations, ResponseKeys, ResultSealer } from '../ports.ts'
import { mustBeAsked, type Asked, type AskPorts } from './ask.ts'

/** What a form's server asks for. `formKey` is the key that the result is sealed to. */
export interface PresentationWanted {
  readonly form: string
  readonly flow: Flow
  readonly formKey: P256PublicJwk & { readonly kid?: string }
  readonly returnUrl?: string
  readonly locale?: 'en' | 'cy'
  /** Of the page whose browser passes the request on. */
  readonly origin?: string
  /** What the holder is to authorise. */
  readonly transactions?: readonly TransactionDetails[]
  /** The verifier's own page, to which wallets bring the citizen back; it leads on to the return address. */
  readonly hosted?: { readonly pageId: PageId; readonly returnUrl: string }
  /** A rehearsal: made-up credentials of the sandbox answer it, and nothing else does. */
  readonly isSandbox?: boolean
}

/** What the form shows: links, and for another device a code to type. */
export interface PresentationStarted {
  readonly transactionId: TransactionId
  /** Until when it can be opened. */
  readonly expiresAt: EpochSeconds
  readonly clientId: string
  readonly requestUri: string
  readonly walletLink: string
  readonly openid4vpLink: string
  readonly code?: string
}

export interface StartPresentationPorts extends AskPorts {
  readonly clock: Clock
  readonly random: Random
  readonly presentations: Pick<Presentations, 'begin'>
  readonly responseKeys: ResponseKeys
  readonly sealer: ResultSealer
  /** Refuses with `form_not_accredited`. */
  readonly mustBeAccredited: (asker: Pick<Asker, 'did'>, form: PreparedForm) => void | Promise<void>
  /** The first character of an authority's typed codes. */
  readonly letterOf: (authority: string) => string
}

export interface StartPresentationSettings {
  readonly verifierUrl: string
  readonly walletUrl: string
  readonly returnOrigins: readonly string[]
  /** Where rehearsals are answered; absent where there are none. */
  readonly sandboxWalletUrl?: string | null
}

/**
 * Begins a presentation for a form of an authority whose form server has been authenticated. A profile is live as long as
 * its authority is accredited to ask for what it asks. Refuses with `unknown_form`, `form_not_accredited`, `return_url_not_allowed` or `invalid_request`.
 */
export const startPresentation =
  (ports: StartPresentationPorts, settings: StartPresentationSettings) =>
  async (authority: string, wanted: PresentationWanted): Promise<PresentationStarted> => {
    const walletUrl = walletFor(wanted, settings)
    const { presentation, code, asked: { clientId, profile } } = await openPresentation(ports, settings)(authority, wanted)
    const requestUri = requestUriOf(settings.verifierUrl, authority, presentation.requestId)
    const link = { method: profile.requestUriMethod, scheme: profile.scheme }
    return {
      transactionId: presentation.transactionId,
      expiresAt: wanted.flow === 'cross_device' ? openableUntil(presentation.expiresAt) : presentation.expiresAt,
      clientId,
      requestUri,
      walletLink: walletLink(walletUrl, clientId, requestUri, { ...link, locale: wanted.locale }),
      openid4vpLink: openid4vpLink(clientId, requestUri, link),
      ...(code === null ? {} : { code: groupTypedCode(code) }),
    }
  }

/** A presentation that has begun. */
export interface PresentationOpened {
  readonly presentation: OpenPresentation
  readonly code: TypedCode | null
  readonly asked: Asked
}

/** Begins one, whichever way its request goes. Refuses as `startPresentation` does. */
export const openPresentation =
  (ports: StartPresentationPorts, settings: StartPresentationSettings) =>
  async (authority: string, wanted: PresentationWanted): Promise<PresentationOpened> => {
    const { profileDigest } = await mustBeAllowed(ports, settings)(authority, wanted)
    const requestId = wanted.isSandbox === true ? sandboxRequestId(ports.random.secret(16)) : (ports.random.secret(16) as RequestId)
    const asked = mustBeAsked(ports, { authority, form: wanted.form, profileDigest, requestId, origin: wanted.origin ?? null }, settings)
    return { ...(await begin(ports, authority, wanted, asked, requestId)), asked }
  }

/** The form that such a presentation may begin with: another may be published before it does, and was not judged. Refuses as `startPresentation` does. */
export const mustBeAllowed =
  (ports: Pick<StartPresentationPorts, 'forms' | 'askers' | 'mustBeAccredited' | 'sealer'>, settings: StartPresentationSettings) =>
  async (authority: string, wanted: PresentationWanted): Promise<PreparedForm> => {
    const form = ports.forms.find(authority, wanted.form)
    const asker = ports.askers.find(authority)
    if (form === null || asker === null) throw new Refusal('unknown_form')
    await ports.mustBeAccredited(asker, form)
    checkWanted(form.profile, authority, wanted, settings, ports.sealer)
    walletFor(wanted, settings)
    return form
  }

function walletFor({ isSandbox = false }: PresentationWanted, { walletUrl, sandboxWalletUrl = null }: StartPresentationSettings): string {
  if (!isSandbox) return walletUrl
  if (sandboxWalletUrl === null) throw new Refusal('invalid_request', { words: 'This verifier has no sandbox.' })
  return sandboxWalletUrl
}

const mostTries = 5

async function begin(
  { clock, random, presentations, responseKeys, letterOf }: StartPresentationPorts,
  authority: string,
  wanted: PresentationWanted,
  { form }: Asked,
  requestId: RequestId,
): Promise<{ presentation: OpenPresentation; code: TypedCode | null }> {
  const now = clock.now()
  const presentation: OpenPresentation = {
    transactionId: wanted.hosted === undefined ? (random.secret(16) as TransactionId) : hostedTransactionId(wanted.hosted.pageId, random.secret(16)),
    requestId,
    authority,
    form: wanted.form,
    profileDigest: form.profileDigest,
    flow: wanted.flow,
    nonce: random.secret(16),
    formKey: wanted.formKey,
    returnUrl: wanted.hosted?.returnUrl ?? wanted.returnUrl ?? null,
    origin: wanted.origin ?? null,
    transactions: (wanted.transactions ?? []).map((details) => encodeTransaction(details, [form.query.credentials[0].id])),
    expiresAt: plus(now, presentationLifetime),
    responseKey: responseKeys.make(requestId),
  }
  for (let tries = 0; tries < mostTries; tries += 1) {
    const code = wanted.flow === 'cross_device' ? makeTypedCode(letterOf(authority), random) : null
    if (await presentations.begin(presentation, code, now)) return { presentation, code }
  }
  throw new Refusal('temporarily_unavailable', { detail: 'no free code was found' })
}

function checkWanted(profile: FormProfile, authority: string, wanted: PresentationWanted, settings: StartPresentationSettings, sealer: ResultSealer): void {
  const { flow, returnUrl, formKey, origin } = wanted
  if (origin !== undefined && !settings.returnOrigins.includes(origin)) throw new Refusal('return_url_not_allowed', { words: 'The origin is not one of this form.' })
  if (returnUrl !== undefined && !isReturnAddress(profile, authority, settings.returnOrigins, formAddressIn(returnUrl))) throw new Refusal('return_url_not_allowed')
  // Without an address to come back to, nobody could tell whose session the answer belongs to. @see HAIP 1.0, section 5.1
  if (flow === 'same_device' && returnUrl === undefined && origin === undefined) throw new Refusal('return_url_not_allowed', { words: 'A same-device presentation needs a return address.' })
  if (flow === 'cross_device' && !profile.crossDevice.allowed) throw new Refusal('invalid_request', { words: 'This form does not take answers from another device.' })
  checkTransactions(profile, wanted.transactions ?? [])
  if (!sealer.accepts(formKey)) throw new Refusal('invalid_request', { words: 'The form key is not a P-256 public key.' })
}

const largestTransaction = 4096

/** Only what the form is registered for, and only where its wallets know what that is. @see OpenID4VP 1.0, section 5.1 */
function checkTransactions(profile: FormProfile, transactions: readonly TransactionDetails[]): void {
  if (transactions.length > 0 && !profileOfForm(profile).transactionData) throw new Refusal('invalid_request', { words: 'The wallets of this form authorise no transactions.' })
  const isForeign = ({ type }: TransactionDetails): boolean => profile.transactionTypes?.includes(type) !== true
  if (transactions.some((details) => isForeign(details) || JSON.stringify(details).length > largestTransaction)) throw new Refusal('invalid_request', { words: 'A transaction is too large, or of a type that this form does not have authorised.' })
}
