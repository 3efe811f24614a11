import { compactVerify, importJWK } from 'jose'
import { FormServerError } from './form-server-error.ts'
import { isMembers, type Members } from './members.ts'

/** A public key of the verifier, as its JWK Set has it. */
export interface VerifierKey {
  readonly kid: string
  readonly kty: string
  readonly crv: string
  readonly x: string
  readonly y: string
}

/** What a receipt says of one credential. */
export interface ReceiptCredential {
  /** DID of who issued it. */
  readonly issuer: string | null
  readonly vct: string | null
  /** Digest of what was issued. */
  readonly credential: string | null
}

/** A receipt whose signature, form and time were judged. */
export interface OpenedReceipt {
  readonly checkId: string
  readonly checkedAt: number
  readonly isSandbox: boolean
  /** Every credential that filled the form, in the order in which it asked for them. */
  readonly credentials: readonly ReceiptCredential[]
  readonly digests: ReadonlyMap<string, string>
  readonly salts: ReadonlyMap<string, string>
}

/** @see services/verifier/src/domain/check-statement.ts */
const statementType = 'counterfoil-check+jwt'
const largest = 32_768
const fieldName = /^[a-z][a-z0-9_]*$/
const digest = /^[A-Za-z0-9_-]{43}$/
const salt = /^[A-Za-z0-9_-]{22}$/

export interface OpenReceiptOptions {
  readonly form: string
  readonly keys: readonly VerifierKey[]
  readonly now?: number
}

/** Opens a receipt that came back with a form: nobody but the verifier could have made it. Throws `receipt_invalid`. */
export async function openReceipt(receipt: unknown, { form, keys, now = Math.floor(Date.now() / 1000) }: OpenReceiptOptions): Promise<OpenedReceipt> {
  try {
    const [statement = '', salts = '', ...rest] = typeof receipt === 'string' && receipt.length <= largest ? receipt.split('~') : []
    if (rest.length > 0) throw new FormServerError('receipt_invalid')
    return opened(await statedBy(statement, keys), members(decode(salts)), form, now)
  } catch (cause) {
    if (cause instanceof FormServerError) throw cause
    // The cause stays behind: a parser's message may quote what it read.
    throw new FormServerError('receipt_invalid')
  }
}

/** The key ids that a receipt names, to know whether the keys at hand will do; null when it can't be read. */
export function keyOfReceipt(receipt: string): string | null {
  try {
    const { kid } = members(decode(receipt.slice(0, largest).split('.')[0] ?? ''))
    return typeof kid === 'string' ? kid : null
  } catch {
    return null
  }
}

const decode = (text: string): unknown => JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))

function members(value: unknown): Members {
  if (!isMembers(value)) throw new FormServerError('receipt_invalid')
  return value
}

async function statedBy(statement: string, keys: readonly VerifierKey[]): Promise<Members> {
  const { payload } = await compactVerify(
    statement,
    ({ kid, typ }) => {
      const key = keys.find((one) => one.kid === kid)
      if (key === undefined || typ !== statementType) throw new FormServerError('receipt_invalid')
      const { kty, crv, x, y } = key
      return importJWK({ kty, crv, x, y }, 'ES256')
    },
    { algorithms: ['ES256'] },
  )
  return members(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)))
}

function opened(stated: Members, salts: Members, form: string, now: number): OpenedReceipt {
  const { iat, exp, jti, outcome, fields, further, sandbox } = stated
  if (stated['form'] !== form || outcome !== 'answered' || typeof iat !== 'number' || typeof exp !== 'number' || typeof jti !== 'string') throw new FormServerError('receipt_invalid')
  if (exp <= now || iat > now + 300) throw new FormServerError('receipt_invalid')
  return {
    checkId: jti,
    checkedAt: iat,
    isSandbox: sandbox === true,
    credentials: [stated, ...(Array.isArray(further) ? further.filter(isMembers) : [])].map(credentialOf),
    digests: textsOf(members(fields), digest),
    salts: textsOf(salts, salt),
  }
}

function credentialOf({ issuer_key: key, vct, credential }: Members): ReceiptCredential {
  const kid = isMembers(key) ? key['kid'] : null
  return { issuer: typeof kid === 'string' ? (kid.split('#')[0] ?? null) : null, vct: typeof vct === 'string' ? vct : null, credential: typeof credential === 'string' ? credential : null }
}

function textsOf(named: Members, form: RegExp): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(named).map(([name, text]) => {
      if (!fieldName.test(name) || typeof text !== 'string' || !form.test(text)) throw new FormServerError('receipt_invalid')
      return [name, text]
    }),
  )
}
