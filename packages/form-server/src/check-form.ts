import { FormServerError } from './form-server-error.ts'
import { openReceipt, type OpenedReceipt, type ReceiptCredential, type VerifierKey } from './prefill-receipt.ts'

/** `verified`: as the credential said. `changed`: the credential said something else. `not_provided`: the credential said nothing, the applicant typed it. */
export type FieldProvenance = 'verified' | 'changed' | 'not_provided'

export interface FormCheck {
  /** One entry for each field that was submitted or is a checkbox, and for no other. The object has no prototype. */
  readonly fields: Readonly<Record<string, FieldProvenance>>
  /** The Check Record's id at the verifier: evidence of what was checked. */
  readonly checkId: string
  /** ISO instant. */
  readonly checkedAt: string
  /** Whether a sandbox's credential filled the form: nothing of it is true of anybody. */
  readonly isSandbox: boolean
}

export interface Submission {
  /** Names of the fields that are a yes or no as one checkbox. Not submitted, or sent as nothing, `false`, `no`, `off` or `0`, is `false`; whatever else it sends is `true`. */
  readonly checkboxes?: readonly string[]
}

export interface CheckFormOptions extends Submission {
  readonly form: string
  /** The authority's keys, from `/<authority>/jwks.json`. */
  readonly keys: readonly VerifierKey[]
  /** Seconds since 1970; now unless it is said. */
  readonly now?: number
}

/**
 * Tells field by field what is as the credential said. Values are compared character by character: bring a date back to
 * `YYYY-MM-DD` before, and what radio buttons or a list send to the credential's own word. Name `checkboxes`: what a form sends of them is not the credential's word. Throws `receipt_invalid` for a receipt that was altered, is of another form or authority, or has
 * expired: then nothing is known of any field, and all count as typed.
 */
export async function checkForm(receipt: string, submitted: Readonly<Record<string, string>>, options: CheckFormOptions): Promise<FormCheck> {
  const opened = await openReceipt(receipt, options)
  const ticked = (options.checkboxes ?? []).map((name) => [name, String(isTicked(submitted, name))] as const)
  return { fields: await judgeAll(opened, [...Object.entries(submitted), ...ticked]), checkId: opened.checkId, checkedAt: new Date(opened.checkedAt * 1000).toISOString(), isSandbox: opened.isSandbox }
}

/** An unticked box isn't sent by a browser, but some forms send a no in its place, and some servers read it as one. */
const isTicked = (submitted: Readonly<Record<string, string | number | boolean | null | undefined>>, name: string): boolean => Object.hasOwn(submitted, name) && !/^(|false|no|off|0)$/i.test(String(submitted[name] ?? '').trim())

async function judgeAll(opened: OpenedReceipt, submitted: readonly (readonly [string, string])[]): Promise<Record<string, FieldProvenance>> {
  const fields = Object.create(null) as Record<string, FieldProvenance>
  for (const [name, value] of submitted) fields[name] = await judge(opened, name, value)
  return fields
}

async function judge({ digests, salts }: OpenedReceipt, name: string, value: unknown): Promise<FieldProvenance> {
  const digest = digests.get(name)
  if (digest === undefined) return 'not_provided'
  return typeof value === 'string' && (await digestOf(salts.get(name) ?? '', name, value)) === digest ? 'verified' : 'changed'
}

async function digestOf(salt: string, name: string, value: string): Promise<string> {
  return Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${salt}.${name}.${value}`))).toString('base64url')
}

/** What is the same when a citizen presents again. */
export interface SameAgain {
  /** The very same credential: true only while a wallet shows the same copy. */
  readonly isSameCredential: boolean
  /** Of the same type, by the same issuer. */
  readonly isSameIssuer: boolean
  /** Field by field: `verified` where the newer answer says what the older one said. */
  readonly fields: Readonly<Record<string, FieldProvenance>>
}

/**
 * Compares a receipt that was kept with a newer answer of what should be the same person: values were not kept, and aren't
 * needed. Takes the newer result's receipt and fields.
 */
export async function checkAgain(earlier: string, later: { readonly receipt: string | null; readonly fields: Readonly<Record<string, string>> }, options: CheckFormOptions): Promise<SameAgain> {
  if (later.receipt === null) throw new FormServerError('receipt_invalid')
  const [before, after] = [await openReceipt(earlier, options), await openReceipt(later.receipt, options)]
  const now = await judgeAll(after, Object.entries(later.fields))
  if (Object.values(now).some((provenance) => provenance !== 'verified')) throw new FormServerError('receipt_invalid')
  return {
    isSameCredential: areSame(before, after, ({ credential }, other) => credential !== null && credential === other.credential),
    isSameIssuer: areSame(before, after, ({ issuer, vct }, other) => issuer !== null && issuer === other.issuer && vct === other.vct),
    fields: await judgeAll(before, Object.entries(later.fields)),
  }
}

/** Each credential is compared with the one that answered in its place. */
const areSame = (before: OpenedReceipt, after: OpenedReceipt, isSame: (one: ReceiptCredential, other: ReceiptCredential) => boolean): boolean =>
  before.credentials.length === after.credentials.length && before.credentials.every((one, place) => after.credentials[place] !== undefined && isSame(one, after.credentials[place]))
