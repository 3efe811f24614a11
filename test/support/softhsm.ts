import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openToken, type TokenSession, type TokenSettings } from '@counterfoil/service-kit/keys/pkcs11/token'

const places = ['/usr/lib/softhsm/libsofthsm2.so', '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so', '/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so', '/usr/local/lib/softhsm/libsofthsm2.so', '/opt/homebrew/lib/softhsm/libsofthsm2.so']

/** SoftHSM's library; null where it isn't installed, and then its tests are counted as not run. */
export const softHsmLibrary = places.find((file) => existsSync(file)) ?? null

export interface SoftHsm {
  readonly settings: TokenSettings
  readonly pinFile: string
  readonly tokensDir: string
  /** Takes the token away, as by pulling a cable. */
  remove(): void
  /** Brings it back. */
  replace(): void
  changePin(pin: string): void
}

const pin = '94607235'

/** A token of its own in a folder. The environment of the process names its configuration, so there is one per process. */
export function makeSoftHsm(folder: string, token = 'counterfoil'): SoftHsm {
  const tokensDir = join(folder, 'tokens')
  const configuration = join(folder, 'softhsm2.conf')
  mkdirSync(tokensDir, { recursive: true })
  writeFileSync(configuration, `directories.tokendir = ${tokensDir}\nobjectstore.backend = file\nlog.level = ERROR\n`)
  process.env['SOFTHSM2_CONF'] = configuration
  execFileSync('softhsm2-util', ['--init-token', '--free', '--label', token, '--so-pin', '57203946', '--pin', pin], { stdio: 'ignore' })
  const pinFile = join(folder, 'pin')
  writeFileSync(pinFile, `${pin}\n`)
  return {
    settings: { library: softHsmLibrary ?? '', token, pinFile, sessions: 4 },
    pinFile,
    tokensDir,
    remove: () => renameSync(tokensDir, `${tokensDir}-away`),
    replace: () => renameSync(`${tokensDir}-away`, tokensDir),
    changePin: (next) => writeFileSync(pinFile, next),
  }
}

/** Does something in a session of the token, as its owner could. */
export async function inToken<Made>(settings: TokenSettings, work: (session: TokenSession) => Promise<Made>): Promise<Made> {
  const token = await openToken(settings)
  try {
    return await token.run(work)
  } finally {
    token.close()
  }
}

const p256 = '06082a8648ce3d030107'

/** Makes a pair as a vendor's own tool does, under a label and id of its own. Answers the public key. */
export const makeTokenPair = (settings: TokenSettings, label: string, { curve = p256, sealed = true, signs = true } = {}): Promise<string> =>
  inToken(settings, async ({ api, handle, cryptoki }) => {
    const named = [{ type: cryptoki.CKA_TOKEN, value: true }, { type: cryptoki.CKA_ID, value: Buffer.from([1, 0xfe]) }, { type: cryptoki.CKA_LABEL, value: label }]
    const secret = [{ type: cryptoki.CKA_PRIVATE, value: true }, { type: cryptoki.CKA_SENSITIVE, value: sealed }, { type: cryptoki.CKA_EXTRACTABLE, value: !sealed }, { type: cryptoki.CKA_SIGN, value: signs }]
    const { publicKey } = api.C_GenerateKeyPair(handle, { mechanism: cryptoki.CKM_EC_KEY_PAIR_GEN }, [...named, { type: cryptoki.CKA_EC_PARAMS, value: Buffer.from(curve, 'hex') }], [...named, ...secret])
    const value = api.C_GetAttributeValue(handle, publicKey, [{ type: cryptoki.CKA_EC_POINT }])[0]?.value
    return Buffer.isBuffer(value) ? value.subarray(2).toString('hex') : ''
  })
