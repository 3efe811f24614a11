import { hash } from 'node:crypto'
import type { Handle } from 'pkcs11js'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { ConfigurationError } from '../../config/read-env.ts'
import { readPin } from '../../config/read-files.ts'
import { KeyMisconfigured } from '../key-keeper.ts'
import { openLibrary, releaseLibrary, type Cryptoki, type Pkcs11Library } from './pkcs11-library.ts'

/** Which token, and how to log in to it. */
export interface TokenSettings {
  /** File of the vendor's library. */
  readonly library: string
  /** Label of the token. */
  readonly token: string
  readonly pinFile: string
  /** How many signatures may be under way at once. */
  readonly sessions: number
}

/** A token, logged in to when it is there. */
export interface Token {
  /**
   * Does some work in a session of its own. When the token is lost it is looked for anew and the work tried once more; then
   * it refuses with `signing_unavailable`, within seconds. Handles last for one `generation`.
   */
  run<Made>(work: (session: TokenSession) => Promise<Made>): Promise<Made>
  close(): void
}

export interface TokenSession {
  readonly cryptoki: Cryptoki
  readonly api: Pkcs11Library['api']
  readonly handle: Handle
  readonly generation: number
  /** Throws when the token is gone or has ended the login: it then answers as if it were empty. */
  mustBePresent(): void
}

/** CKS_RW_USER_FUNCTIONS, which the binding doesn't name. */
const userSession = 3
const patience = 3000
/** A token that was just found missing is not looked for again before this. */
const rest = 1000

class TokenAbsent extends Error {}
class TokenSlow extends Error {}

/** Opens a token. Throws a `ConfigurationError` of one sentence when it can't be used now; later it is waited for. */
export async function openToken(settings: TokenSettings): Promise<Token> {
  const token = tokenIn(await openLibrary(settings.library), settings)
  try {
    await token.run(async (session) => session.mustBePresent())
    return token
  } catch (error) {
    token.close()
    if (!(error instanceof Refusal)) throw error
    throw new ConfigurationError(`The token ${settings.token} can't be used through ${settings.library} with the PIN in ${settings.pinFile}: it ${error.detail ?? 'gives no reason'}.`, { cause: error })
  }
}

function tokenIn(library: Pkcs11Library, settings: TokenSettings): Token {
  const pool = new SessionPool(library, settings)
  let missing: { readonly since: number; readonly detail: string } | null = null

  const attempt = <Made>(work: (session: TokenSession) => Promise<Made>): Promise<Made> => withinPatience(library.use(() => pool.with(work)))
  const unavailable = (cause: unknown): Refusal => {
    const detail = cause instanceof TokenAbsent || cause instanceof TokenSlow ? cause.message : `answers ${cause instanceof Error ? cause.message : 'in an unknown way'}`
    missing = { since: Date.now(), detail }
    return new Refusal('signing_unavailable', { detail, cause })
  }
  const run = async <Made>(work: (session: TokenSession) => Promise<Made>): Promise<Made> => {
    if (missing !== null && Date.now() - missing.since < rest) throw new Refusal('signing_unavailable', { detail: missing.detail })
    const { generation } = library
    try {
      const made = await attempt(work)
      missing = null
      return made
    } catch (error) {
      if (!isTrouble(library.cryptoki, error)) throw error
      if (error instanceof TokenSlow) throw unavailable(error)
    }
    try {
      await withinPatience(library.restart(generation))
      return await attempt(work)
    } catch (error) {
      throw isTrouble(library.cryptoki, error) ? unavailable(error) : error
    }
  }
  return { run, close: () => releaseLibrary(settings.library) }
}

const isTrouble = ({ NativeError }: Cryptoki, error: unknown): boolean => error instanceof NativeError || error instanceof TokenAbsent || error instanceof TokenSlow

async function withinPatience<Made>(work: Promise<Made>): Promise<Made> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TokenSlow('did not answer in time')), patience)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Sessions of one generation of the library, each used by one piece of work at a time. */
class SessionPool {
  readonly #library: Pkcs11Library
  readonly #settings: TokenSettings
  readonly #waiting: (() => void)[] = []
  #generation = -1
  #slot: Handle | null = null
  #free: Handle[] = []
  #taken = 0
  #refusedPin: string | null = null

  constructor(library: Pkcs11Library, settings: TokenSettings) {
    this.#library = library
    this.#settings = settings
  }

  async with<Made>(work: (session: TokenSession) => Promise<Made>): Promise<Made> {
    while (this.#taken >= this.#settings.sessions) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.#taken += 1
    const { generation, api, cryptoki } = this.#library
    try {
      const handle = this.#take()
      const made = await work({ api, handle, generation, cryptoki, mustBePresent: () => this.#mustBePresent(handle) }).catch((error: unknown) => {
        // A session whose token failed may be in the middle of something; it is not used again.
        if (!isTrouble(cryptoki, error)) this.#giveBack(handle, generation)
        throw error
      })
      this.#giveBack(handle, generation)
      return made
    } finally {
      this.#taken -= 1
      this.#waiting.shift()?.()
    }
  }

  #giveBack(handle: Handle, generation: number): void {
    if (generation === this.#generation) this.#free.push(handle)
  }

  #take(): Handle {
    const { api, cryptoki, generation } = this.#library
    if (generation !== this.#generation) {
      this.#free = []
      this.#slot = this.#findSlot()
      this.#generation = generation
    }
    const free = this.#free.pop()
    if (free !== undefined) return free
    const handle = api.C_OpenSession(this.#slot ?? Buffer.alloc(0), cryptoki.CKF_SERIAL_SESSION | cryptoki.CKF_RW_SESSION)
    this.#logIn(handle)
    return handle
  }

  #findSlot(): Handle {
    const { api } = this.#library
    const slot = api.C_GetSlotList(true).find((one) => labelOf(api.C_GetTokenInfo(one)) === this.#settings.token)
    if (slot === undefined) throw new TokenAbsent('is not there')
    return slot
  }

  #mustBePresent(session: Handle): void {
    const { api } = this.#library
    if (this.#slot === null || labelOf(api.C_GetTokenInfo(this.#slot)) !== this.#settings.token) throw new TokenAbsent('is not there')
    if (api.C_GetSessionInfo(session).state !== userSession) throw new TokenAbsent('ended the login')
  }

  #readPin(): string {
    try {
      return readPin(this.#settings.pinFile)
    } catch (cause) {
      throw new TokenAbsent('has no PIN that could be read', { cause })
    }
  }

  /** A wrong PIN is given once and not again, since tokens lock themselves after a few. */
  #logIn(session: Handle): void {
    const { api, cryptoki } = this.#library
    const pin = this.#readPin()
    const print = hash('sha256', pin)
    if (print === this.#refusedPin) throw new TokenAbsent('refused the PIN', { cause: pinRefused(this.#settings) })
    try {
      api.C_Login(session, cryptoki.CKU_USER, pin)
      this.#refusedPin = null
    } catch (error) {
      const code = error instanceof cryptoki.Pkcs11Error ? error.code : null
      if (code === cryptoki.CKR_USER_ALREADY_LOGGED_IN) return
      if (code === null || !pinCodes(cryptoki).includes(code)) throw error
      this.#refusedPin = print
      throw new TokenAbsent('refused the PIN', { cause: pinRefused(this.#settings) })
    }
  }
}

const pinCodes = ({ CKR_PIN_INCORRECT, CKR_PIN_INVALID, CKR_PIN_LEN_RANGE, CKR_PIN_EXPIRED, CKR_PIN_LOCKED }: Cryptoki): readonly number[] => [CKR_PIN_INCORRECT, CKR_PIN_INVALID, CKR_PIN_LEN_RANGE, CKR_PIN_EXPIRED, CKR_PIN_LOCKED]

const pinRefused = ({ token, pinFile }: TokenSettings): KeyMisconfigured => new KeyMisconfigured(`The token ${token} refuses the PIN in ${pinFile}.`)

const labelOf = ({ label }: { readonly label: string }): string => label.replaceAll('\0', ' ').trimEnd()
