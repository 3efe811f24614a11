import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Seconds } from '@counterfoil/shared/kernel/branded'
import type { Random } from '@counterfoil/shared/kernel/random'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { parseAuthorizationResponse, parsePlainAnswer, type AcceptedAnswer, type AuthorizationResponse, type VpToken, type WalletError } from '@counterfoil/shared/oid4vp/authorization-response'
import { transactionDetails } from '@counterfoil/shared/oid4vp/transaction-data'
import { isFinalRefusal } from '@counterfoil/shared/verification/verdict'
import type { RefusalCode } from '@counterfoil/shared/refusals/refusal-codes'
import { isSandbox } from '../domain/sandbox.ts'
import { declinedRecord, unansweredRecord, type CheckRecord } from '../domain/check-record.ts'
import { newNumber } from '../domain/other-device.ts'
import { numberPageOf, type Conclusion, type RequestId, type ResponseCode, type TransactionId } from '../domain/presentation.ts'
import { wayBackWith } from '../domain/return-address.ts'
import type { PrefillResult } from '../domain/prefill-result.ts'
import type { JudgingCrypto, OpenPresentation, PreparedForm, Presentations, ResultSealer } from '../ports.ts'
import type { ErasureHandles } from '../ports/erasures.ts'
import { mustBeAsked, type Asked, type AskPorts } from './ask.ts'
import { handoverOf } from './handover-of.ts'
import type { Judgement } from './judge-presentation.ts'
import { judgeSeveral } from './judge-several.ts'
import { checkTransactions, fieldsFrom, recordOf, sourceOf, type JudgedAnswer } from './judged-answer.ts'
import type { StateCheck } from './state-check.ts'
import type { PresentationToJudge } from '@counterfoil/shared/verification/verify-presentation'

/** What a wallet posted: the encrypted answer, one in the open where that is allowed, or an error. */
export type PostedResponse =
  | { readonly kind: 'encrypted'; readonly response: string }
  | { readonly kind: 'plain'; readonly vpToken: string; readonly state: string | null }
  | { readonly kind: 'error'; readonly error: WalletError; readonly state: string | null }

export interface ReceiveResponsePorts extends AskPorts {
  readonly clock: Clock
  readonly random: Random
  readonly presentations: Presentations
  readonly judge: (input: PresentationToJudge, presentation: OpenPresentation) => Promise<Judgement>
  readonly crypto: Pick<JudgingCrypto<unknown>, 'sha256'>
  readonly sealer: ResultSealer
  readonly stateCheck: StateCheck
  readonly erasureHandles: Pick<ErasureHandles, 'make'>
  readonly verifierUrl: string
  /** How old a fact gets before it is confirmed. */
  readonly freshFor: { readonly ledger: Seconds; readonly status: Seconds }
}

/** What came of an answer that ended its presentation. `answer` tells the wallet where the citizen goes on. */
export type AnswerOutcome =
  | { readonly kind: 'accepted'; readonly hasShared: boolean; readonly answer: AcceptedAnswer }
  | { readonly kind: 'refused'; readonly hasShared: true; readonly refusal: RefusalCode; readonly answer: AcceptedAnswer }

/**
 * Takes a wallet's answer. Judging comes first and touches no row; then one conditional statement ends the
 * presentation, so of any number of answers at once exactly one counts. What is final (`isFinalRefusal`) ends it too and
 * is an outcome; every Refusal thrown leaves it open, so that the citizen can still answer. @see OpenID4VP 1.0, section 8.2
 */
export const receiveResponse =
  (ports: ReceiveResponsePorts) =>
  async (authority: string, requestId: RequestId, posted: PostedResponse): Promise<AnswerOutcome> => {
    const presentation = await ports.presentations.mustBeOpen(authority, requestId, ports.clock.now())
    // What a page's browser passes on comes by its form's server alone.
    if (presentation.origin !== null) throw new Refusal('invalid_request', { detail: 'not for a wallet to post' })
    const taken = await takeAnswer(ports, presentation, posted)
    if (!taken.hasShared) return taken
    const handle = ports.erasureHandles.make(presentation, ports.clock.now())
    return { ...taken, answer: { ...taken.answer, counterfoil_erasure_handle: typeof handle === 'string' ? handle : await handle } }
  }

/** The same for what came through the browser of the form's page, brought by its server. @see OpenID4VP 1.0, appendix A.4 */
export const receiveFromBrowser =
  (ports: ReceiveResponsePorts) =>
  async (authority: string, transactionId: TransactionId, posted: PostedResponse): Promise<AnswerOutcome> => {
    const requestId = await ports.presentations.requestOfBrowser(authority, transactionId)
    if (requestId === null) throw new Refusal('not_found')
    return takeAnswer(ports, await ports.presentations.mustBeOpen(authority, requestId, ports.clock.now()), posted)
  }

async function takeAnswer(ports: ReceiveResponsePorts, open: OpenPresentation, posted: PostedResponse): Promise<AnswerOutcome> {
  if (posted.kind === 'error') return endUnanswered(ports, open, posted)
  const asked = mustBeAsked(ports, open, ports)
  const answer = readAnswer(asked, open, posted)
  if (answer === null) throw new Refusal('invalid_request', { detail: 'the answer has no known shape' })
  if (answer.kind === 'error') return endUnanswered(ports, open, answer)
  checkState(open, answer.state)
  try {
    return await judgeAnswer(ports, open, asked, answer.vpToken)
  } catch (error) {
    // The wallet hears it; the citizen looks at the form, which would go on waiting without a word. A database that is away must not take the wallet's reason from it.
    if (error instanceof Refusal && error.code !== 'already_answered') await ports.presentations.noteHint(open, error.code).catch(() => {})
    throw error
  }
}

/** In the mode that was asked for, and no other: who wants it encrypted takes nothing in the open. @see OpenID4VP 1.0, sections 8.2 and 8.3 */
function readAnswer({ profile: { isEncrypted } }: Asked, { responseKey }: OpenPresentation, posted: Exclude<PostedResponse, { kind: 'error' }>): AuthorizationResponse | null {
  if (posted.kind === 'encrypted') return isEncrypted ? parseAuthorizationResponse(responseKey.open(posted.response)) : null
  if (isEncrypted) throw new Refusal('encryption_required')
  return parsePlainAnswer(posted.vpToken, posted.state)
}

/** The Digital Credentials API has no state: the browser tells request and answer apart. @see OpenID4VP 1.0, section 5.3 and appendix A.2 */
function checkState({ origin, requestId }: OpenPresentation, state: string | null): void {
  if (origin === null && state !== requestId) throw new Refusal('invalid_request', { detail: 'state' })
}

/** Whoever declines says nothing more, and no word of a wallet's own is believed to mean anything else; a known one tells that it was the request, and not the citizen. @see OpenID4VP 1.0, section 8.5 */
const isDeclined = (error: WalletError): boolean => error === 'access_denied' || error === 'unknown_error'

async function endUnanswered(ports: ReceiveResponsePorts, open: OpenPresentation, { error, state }: { readonly error: WalletError; readonly state: string | null }): Promise<AnswerOutcome> {
  checkState(open, state)
  if (isDeclined(error)) await conclude(ports, open, { status: 'declined', refusal: 'client_rejected' }, declinedRecord)
  else await conclude(ports, open, { status: 'refused', refusal: 'wallet_cannot_answer' }, unansweredRecord)
  return { kind: 'accepted', hasShared: false, answer: wayBack(open) }
}

const wayBack = ({ flow, returnUrl }: OpenPresentation): AcceptedAnswer => (flow === 'same_device' && returnUrl !== null ? { redirect_uri: returnUrl } : {})

async function conclude(ports: ReceiveResponsePorts, open: OpenPresentation, conclusion: Conclusion, record: CheckRecord, stated: string | null = null): Promise<void> {
  const now = ports.clock.now()
  const statement = stated ?? (await ports.stateCheck(open, record, now)).statement
  const won = await ports.presentations.conclude(open, conclusion, record, now, statement)
  if (!won) throw new Refusal('already_answered')
}

/** An answer that was judged: what the form is told of it, or why it isn't. */
async function judgeAnswer(ports: ReceiveResponsePorts, open: OpenPresentation, asked: Asked, token: VpToken): Promise<AnswerOutcome> {
  const judged = takesOne(asked.form) ? await judgeOnly(ports, open, asked, token) : await judgeSeveral(ports, open, asked, token)
  if ('refusal' in judged) return refuse(ports, open, judged.refusal, judged.record, judged.detail)
  const { record, at, told } = judged
  const { statement, receipt } = await ports.stateCheck(open, record, at, told.fields)
  const result: PrefillResult = { form: open.form, ...told, ...(open.transactions.length === 0 ? {} : { authorised: open.transactions.map(transactionDetails) }), receipt, ...(isSandbox(open) ? { sandbox: true } : {}) }
  return accept(ports, open, ports.sealer.seal(open.formKey, JSON.stringify(result)), record, statement)
}

const takesOne = ({ parts: [{ credential }, ...others] }: PreparedForm): boolean => others.length === 0 && credential.most === undefined

async function judgeOnly(ports: ReceiveResponsePorts, open: OpenPresentation, asked: Asked, token: VpToken): Promise<JudgedAnswer> {
  const { form, audience } = asked
  const [query] = form.query.credentials
  const [part] = form.parts
  const presentation = onlyPresentation(token, query.id)
  const judgement = await ports.judge({ presentation, query, audience, nonce: open.nonce, handover: handoverOf(asked, open, ports.crypto.sha256) }, open)
  const { verdict } = judgement
  const record = recordOf(judgement, presentation, ports.crypto.sha256)
  if (verdict.outcome === 'refused') return { refusal: verdict.refusal, record, detail: verdict.detail }
  checkTransactions(ports, open, query, presentation)
  const mapped = fieldsFrom(form, part, verdict)
  if (mapped === null) return { refusal: 'credential_missing_data', record, detail: 'a claim is not what its type allows' }
  return { record, at: judgement.at, told: { fields: mapped.fields, source: sourceOf({ part, verdict, judgement }, mapped, ports.freshFor) } }
}

function onlyPresentation(token: VpToken, id: string): string {
  const presentations = token[id]
  const [presentation] = presentations ?? []
  // The query asks for one credential, once. @see OpenID4VP 1.0, section 8.1
  if (presentation === undefined || presentations?.length !== 1 || Object.keys(token).length !== 1) throw new Refusal('invalid_format', { detail: 'vp_token' })
  return presentation
}

async function refuse(ports: ReceiveResponsePorts, open: OpenPresentation, refusal: RefusalCode, record: CheckRecord, detail: string | undefined): Promise<AnswerOutcome> {
  if (!isFinalRefusal(refusal) || !isOfHolder(record)) throw new Refusal(refusal, detail === undefined ? {} : { detail })
  await conclude(ports, open, { status: 'refused', refusal }, { ...record, outcome: 'refused', refusal })
  return { kind: 'refused', hasShared: true, refusal, answer: wayBack(open) }
}

// Whoever saw the request could answer it with a stranger's credential; only who holds the credential's key may end it.
const isOfHolder = ({ checks }: CheckRecord): boolean => checks.some(({ name, result }) => name === 'holder signature' && result === 'passed')

async function accept(ports: ReceiveResponsePorts, open: OpenPresentation, sealedResult: string, record: CheckRecord, statement: string | null): Promise<AnswerOutcome> {
  if (open.flow === 'cross_device') {
    const number = newNumber(ports.random)
    await conclude(ports, open, { status: 'answered', sealedResult, proof: number }, record, statement)
    // Our wallet shows it itself; any other opens the page that does.
    return { kind: 'accepted', hasShared: true, answer: { redirect_uri: numberPageOf(ports.verifierUrl, open.authority, number), counterfoil_number: number } }
  }
  // Through the Digital Credentials API it went back to the page that asked.
  if (open.returnUrl === null) {
    await conclude(ports, open, { status: 'answered', sealedResult, proof: null }, record, statement)
    return { kind: 'accepted', hasShared: true, answer: {} }
  }
  const responseCode = ports.random.secret(16) as ResponseCode
  await conclude(ports, open, { status: 'answered', sealedResult, proof: responseCode }, record, statement)
  return { kind: 'accepted', hasShared: true, answer: { redirect_uri: wayBackWith(responseCode, open.returnUrl) } }
}
