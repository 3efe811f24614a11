import type * as Pkcs11js from 'pkcs11js'
import { ConfigurationError } from '../../config/read-env.ts'

export type Cryptoki = typeof Pkcs11js

/** The Node binding of PKCS#11. It is compiled where it is installed, so it may be absent, and is needed by nobody else. */
export async function loadBinding(load: () => Promise<unknown> = () => import('pkcs11js')): Promise<Cryptoki> {
  try {
    return ((await load()) as { readonly default: Cryptoki }).default
  } catch (cause) {
    throw new ConfigurationError('KEY_CUSTODY=pkcs11 needs the package pkcs11js, which is not installed here: install with a compiler (python3, make, g++) at hand.', { cause })
  }
}

/** A vendor's PKCS#11 library, started. It is one for the whole process: every token in it shares its restarts. */
export class Pkcs11Library {
  readonly cryptoki: Cryptoki
  readonly api: Pkcs11js.PKCS11
  /** Grows with each restart: sessions and handles of an earlier one are worth nothing. */
  generation = 0
  users = 0
  #started = false
  #inUse = 0
  #restarting: Promise<void> | null = null
  #idle: (() => void) | null = null

  constructor(cryptoki: Cryptoki, file: string) {
    this.cryptoki = cryptoki
    this.api = new cryptoki.PKCS11()
    this.api.load(file)
  }

  /** Does some work between restarts. */
  async use<Made>(work: () => Promise<Made>): Promise<Made> {
    await this.#restarting
    if (!this.#started) this.#start()
    this.#inUse += 1
    try {
      return await work()
    } finally {
      this.#inUse -= 1
      if (this.#inUse === 0) this.#idle?.()
    }
  }

  /** Ends and starts the library, once nothing is in use: the way in which removed tokens are found again. */
  async restart(from: number): Promise<void> {
    if (this.generation !== from) return
    this.#restarting ??= this.#restart().finally(() => {
      this.#restarting = null
    })
    await this.#restarting
  }

  close(): void {
    if (this.#started) this.api.C_Finalize()
    this.#started = false
    this.api.close()
  }

  async #restart(): Promise<void> {
    if (this.#inUse > 0) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve
      })
      this.#idle = null
    }
    this.generation += 1
    if (this.#started) this.api.C_Finalize()
    this.#started = false
    this.#start()
  }

  #start(): void {
    this.api.C_Initialize({ flags: this.cryptoki.CKF_OS_LOCKING_OK })
    this.#started = true
  }
}

const libraries = new Map<string, Pkcs11Library>()

/** The process's one library of a file; to be given back with `releaseLibrary`. */
export async function openLibrary(file: string, load = loadBinding): Promise<Pkcs11Library> {
  const cryptoki = await load()
  const known = libraries.get(file)
  if (known !== undefined) {
    known.users += 1
    return known
  }
  try {
    const library = new Pkcs11Library(cryptoki, file)
    library.users = 1
    libraries.set(file, library)
    return library
  } catch (cause) {
    throw new ConfigurationError(`The PKCS#11 library at ${file} can't be loaded.`, { cause })
  }
}

export function releaseLibrary(file: string): void {
  const library = libraries.get(file)
  if (library === undefined) return
  library.users -= 1
  if (library.users > 0) return
  libraries.delete(file)
  library.close()
}
