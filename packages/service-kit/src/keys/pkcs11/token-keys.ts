import type { Handle, Template } from 'pkcs11js'
import { KeyMisconfigured, type CustodyKey, type KeyToMake } from '../key-keeper.ts'
import { curveOf, type Curve } from '../key-role.ts'
import { labelOfKey, parseKeyLabel } from './key-label.ts'
import type { TokenSession } from './token.ts'

export const curveOids: Readonly<Record<Curve, Buffer>> = { 'P-256': Buffer.from('06082a8648ce3d030107', 'hex'), secp256k1: Buffer.from('06052b8104000a', 'hex') }

// Newer than the binding's list of codes.
const curveNotSupported = 0x140

export function findObjects({ api, handle }: TokenSession, template: Template): Handle[] {
  api.C_FindObjectsInit(handle, template)
  const found: Handle[] = []
  for (let some = api.C_FindObjects(handle, 64); some.length > 0; some = api.C_FindObjects(handle, 64)) found.push(...some)
  api.C_FindObjectsFinal(handle)
  return found
}

export function readAttribute({ api, handle }: TokenSession, object: Handle, type: number): Buffer {
  const value = api.C_GetAttributeValue(handle, object, [{ type }])[0]?.value
  return Buffer.isBuffer(value) ? value : Buffer.alloc(0)
}

const objectsOf = (session: TokenSession, objectClass: number, id: string): Handle[] =>
  findObjects(session, [
    { type: session.cryptoki.CKA_CLASS, value: objectClass },
    { type: session.cryptoki.CKA_ID, value: Buffer.from(id) },
  ])

const privateKeys = (session: TokenSession, id: string): Handle[] => objectsOf(session, session.cryptoki.CKO_PRIVATE_KEY, id)
const publicKeys = (session: TokenSession, id: string): Handle[] => objectsOf(session, session.cryptoki.CKO_PUBLIC_KEY, id)

/** Handle of the private key. Throws `KeyMisconfigured` unless there is exactly one. */
export function mustFindPrivateKey(session: TokenSession, id: string): Handle {
  const [found, ...more] = privateKeys(session, id)
  if (found !== undefined && more.length === 0) return found
  session.mustBePresent()
  throw new KeyMisconfigured(`There ${found === undefined ? 'is no key' : 'are several keys'} ${id} in the token.`)
}

function publicKeyHex(session: TokenSession, id: string): string {
  const [object] = publicKeys(session, id)
  if (object === undefined) throw new KeyMisconfigured(`The token holds no public key of ${id}.`)
  return pointOf(session, object, id)
}

/** The uncompressed point of a public key, in hexadecimal. */
export function pointOf(session: TokenSession, object: Handle, id: string): string {
  const value = readAttribute(session, object, session.cryptoki.CKA_EC_POINT)
  // In an OCTET STRING, as the standard says, or bare, as some tokens have it.
  const point = value.length === 67 && value[0] === 4 && value[1] === 65 ? value.subarray(2) : value
  if (point.length !== 65 || point[0] !== 4) throw new KeyMisconfigured(`The token shows the public key of ${id} in an unknown form.`)
  return point.toString('hex')
}

/** Every key of ours in the token, by age. */
export function listKeys(session: TokenSession): CustodyKey[] {
  const objects = findObjects(session, [{ type: session.cryptoki.CKA_CLASS, value: session.cryptoki.CKO_PRIVATE_KEY }])
  if (objects.length === 0) session.mustBePresent()
  const keys = objects.flatMap((object): CustodyKey[] => {
    const labelled = parseKeyLabel(readAttribute(session, object, session.cryptoki.CKA_LABEL).toString())
    if (labelled === null) return []
    const id = readAttribute(session, object, session.cryptoki.CKA_ID).toString()
    return [{ id, publicKeyHex: publicKeyHex(session, id), ...labelled }]
  })
  return keys.sort((one, other) => one.createdAt - other.createdAt || one.id.localeCompare(other.id))
}

/** Makes a pair whose private key is sensitive and not extractable, unless it was made by an attempt before. */
export async function makeKey(session: TokenSession, wanted: KeyToMake): Promise<string> {
  if (privateKeys(session, wanted.id).length === 0) await generate(session, wanted)
  return publicKeyHex(session, wanted.id)
}

async function generate({ api, handle, cryptoki }: TokenSession, wanted: KeyToMake): Promise<void> {
  const curve = curveOf(wanted.role)
  const named = [
    { type: cryptoki.CKA_TOKEN, value: true },
    { type: cryptoki.CKA_ID, value: Buffer.from(wanted.id) },
    { type: cryptoki.CKA_LABEL, value: labelOfKey({ ...wanted, retiredAt: null }) },
  ]
  const open = [{ type: cryptoki.CKA_EC_PARAMS, value: curveOids[curve] }, { type: cryptoki.CKA_VERIFY, value: true }, { type: cryptoki.CKA_PRIVATE, value: false }]
  const sealed = [{ type: cryptoki.CKA_SENSITIVE, value: true }, { type: cryptoki.CKA_EXTRACTABLE, value: false }, { type: cryptoki.CKA_PRIVATE, value: true }, { type: cryptoki.CKA_SIGN, value: true }]
  const refusals = [curveNotSupported, cryptoki.CKR_DOMAIN_PARAMS_INVALID, cryptoki.CKR_ATTRIBUTE_VALUE_INVALID, cryptoki.CKR_TEMPLATE_INCONSISTENT, cryptoki.CKR_MECHANISM_INVALID]
  try {
    await api.C_GenerateKeyPairAsync(handle, { mechanism: cryptoki.CKM_EC_KEY_PAIR_GEN }, [...named, ...open], [...named, ...sealed])
  } catch (error) {
    if (!(error instanceof cryptoki.Pkcs11Error) || !refusals.includes(error.code)) throw error
    throw new KeyMisconfigured(`The token makes no ${curve} keys; keep ${wanted.role} keys in another custody.`, { cause: error })
  }
}

export const isSealed = (session: TokenSession, object: Handle): boolean =>
  readAttribute(session, object, session.cryptoki.CKA_SENSITIVE)[0] === 1 && readAttribute(session, object, session.cryptoki.CKA_EXTRACTABLE)[0] === 0

/** A key that could be read out, by whatever means it came here, is not signed with. */
export function mustBeSealed(session: TokenSession, id: string): void {
  if (!isSealed(session, mustFindPrivateKey(session, id))) throw new KeyMisconfigured(`The key ${id} could be read out of the token.`)
}

export function retireKey(session: TokenSession, id: string, retiredAt: CustodyKey['retiredAt']): void {
  const privateKey = mustFindPrivateKey(session, id)
  const labelled = parseKeyLabel(readAttribute(session, privateKey, session.cryptoki.CKA_LABEL).toString())
  if (labelled === null) throw new KeyMisconfigured(`The key ${id} is none of ours.`)
  const label = [{ type: session.cryptoki.CKA_LABEL, value: labelOfKey({ ...labelled, retiredAt }) }]
  for (const object of [privateKey, ...publicKeys(session, id)]) session.api.C_SetAttributeValue(session.handle, object, label)
}

export function destroyKey(session: TokenSession, id: string): void {
  for (const object of [mustFindPrivateKey(session, id), ...publicKeys(session, id)]) session.api.C_DestroyObject(session.handle, object)
}
