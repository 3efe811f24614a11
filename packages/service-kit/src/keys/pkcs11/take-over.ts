import { hash, randomBytes } from 'node:crypto'
import type { Handle } from 'pkcs11js'
import { importP256, verifyEs256 } from '../../crypto/es256.ts'
import { KeyMisconfigured, type KeyToMake } from '../key-keeper.ts'
import { curveOf } from '../key-role.ts'
import { publicJwkOf } from '../p256-key.ts'
import { labelOfKey, parseKeyLabel } from './key-label.ts'
import { curveOids, findObjects, isSealed, pointOf, readAttribute } from './token-keys.ts'
import type { TokenSession } from './token.ts'

/**
 * Takes over a P-256 pair that was made with the module's own tools, by its label. Nothing is changed before all of it is
 * checked; then a public key is put beside it under our name, and the private key named last, which makes it ours: cut off in
 * between, it is as if nothing was done.
 */
export async function takeKeyOver(session: TokenSession, label: string, wanted: KeyToMake): Promise<string> {
  const { api, handle, cryptoki } = session
  const refused = (why: string): KeyMisconfigured => new KeyMisconfigured(`The key labelled "${label}" in the token ${why}.`)
  if (curveOf(wanted.role) !== 'P-256') throw refused(`can't be taken over as a ${wanted.role} key: those are made here`)
  // It would be taken from whomever it is of: labels say which authority that is, and are easily guessed.
  if (parseKeyLabel(label) !== null) throw refused('is one of ours already')
  const the = (objectClass: number, name: string): Handle => {
    const [found, ...more] = findObjects(session, [{ type: cryptoki.CKA_CLASS, value: objectClass }, { type: cryptoki.CKA_LABEL, value: label }])
    if (found === undefined) session.mustBePresent()
    if (found === undefined || more.length > 0) throw refused(`has ${found === undefined ? 'no' : 'more than one'} ${name} key`)
    return found
  }
  const privateKey = the(cryptoki.CKO_PRIVATE_KEY, 'private')
  const publicKey = the(cryptoki.CKO_PUBLIC_KEY, 'public')
  if (!readAttribute(session, publicKey, cryptoki.CKA_EC_PARAMS).equals(curveOids['P-256'])) throw refused('is not on the curve P-256')
  if (!isSealed(session, privateKey)) throw refused('could be read out of it')
  if (readAttribute(session, privateKey, cryptoki.CKA_SIGN)[0] !== 1) throw refused('does not sign')
  const point = pointOf(session, publicKey, label)
  if (!(await areOnePair(session, privateKey, point))) throw refused('has a public key of another')
  const name = [{ type: cryptoki.CKA_ID, value: Buffer.from(wanted.id) }, { type: cryptoki.CKA_LABEL, value: labelOfKey({ ...wanted, retiredAt: null }) }]
  const open = [{ type: cryptoki.CKA_CLASS, value: cryptoki.CKO_PUBLIC_KEY }, { type: cryptoki.CKA_KEY_TYPE, value: cryptoki.CKK_EC }, { type: cryptoki.CKA_TOKEN, value: true }, { type: cryptoki.CKA_PRIVATE, value: false }, { type: cryptoki.CKA_VERIFY, value: true }]
  api.C_CreateObject(handle, [...name, ...open, { type: cryptoki.CKA_EC_PARAMS, value: curveOids['P-256'] }, { type: cryptoki.CKA_EC_POINT, value: readAttribute(session, publicKey, cryptoki.CKA_EC_POINT) }])
  api.C_SetAttributeValue(handle, privateKey, name)
  return point
}

async function areOnePair({ api, handle, cryptoki }: TokenSession, privateKey: Handle, point: string): Promise<boolean> {
  const text = randomBytes(16).toString('hex')
  api.C_SignInit(handle, { mechanism: cryptoki.CKM_ECDSA }, privateKey)
  const signature = await api.C_SignAsync(handle, hash('sha256', text, 'buffer'), Buffer.alloc(72))
  return verifyEs256(importP256(publicJwkOf(point)), text, signature.toString('base64url'))
}
