import { createPublicKey, hash } from 'node:crypto'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { ConfigurationError } from '../../config/read-env.ts'
import { KeyMisconfigured, type CustodyKey, type KeyKeeper, type KeyToMake } from '../key-keeper.ts'
import { curveOf, isKeyRole } from '../key-role.ts'
import { rawSignature } from './der-signature.ts'
import { openKmsClient, type AwsKmsSettings, type KmsClient } from './kms-client.ts'

const keySpecs = { 'P-256': 'ECC_NIST_P256', secp256k1: 'ECC_SECG_P256K1' } as const
/** The service waits this long before it destroys a key; the key signs no more from the first moment. */
const daysUntilDestroyed = 30

/**
 * Keys in AWS KMS. A key is ours by its alias, which is made last, so that one which is cut off never counts; what is known
 * of it stands in its tags. Throws a `ConfigurationError` when the service can't be used at the start.
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html
 */
export async function openAwsKmsKeeper(settings: AwsKmsSettings, load?: Parameters<typeof openKmsClient>[1]): Promise<KeyKeeper> {
  const kms = await openKmsClient(settings, load)
  const aliasOf = ({ id, role, authority }: Pick<CustodyKey, 'id' | 'role' | 'authority'>): string => `alias/${settings.aliasPrefix}/${role}/${authority}/${id}`
  const mustFind = async (id: string): Promise<CustodyKey> => {
    const key = (await list(kms, settings)).find((one) => one.id === id)
    if (key === undefined) throw new KeyMisconfigured(`There is no key ${id} in AWS KMS.`)
    return key
  }
  const keyIdOf = async (key: CustodyKey): Promise<string> => {
    const { KeyMetadata } = await kms.ask((client) => client.send(new kms.sdk.DescribeKeyCommand({ KeyId: aliasOf(key) })))
    if (KeyMetadata?.KeyId === undefined) throw new KeyMisconfigured(`AWS KMS does not describe the key ${key.id}.`)
    return KeyMetadata.KeyId
  }
  try {
    await list(kms, settings)
  } catch (error) {
    kms.close()
    if (!(error instanceof Refusal) && !(error instanceof KeyMisconfigured)) throw error
    throw new ConfigurationError(`Keys can't be had from AWS KMS in ${settings.region}: ${error instanceof Refusal ? (error.detail ?? '') : error.message}`, { cause: error })
  }
  return {
    make: (wanted) => make(kms, wanted, aliasOf(wanted)),
    takeOver: async (label, wanted) => takeOver(kms, { label, wanted, alias: aliasOf(wanted), ours: await list(kms, settings) }),
    list: () => list(kms, settings),
    es256: async (key) => {
      const sign = await loadKey(kms, key, aliasOf(key))
      return async (signingInput) => Buffer.from(await sign(hash('sha256', signingInput, 'buffer'))).toString('base64url')
    },
    secp256k1: (key) => loadKey(kms, key, aliasOf(key)),
    retire: async (id, at) => {
      const KeyId = await keyIdOf(await mustFind(id))
      await kms.ask((client) => client.send(new kms.sdk.TagResourceCommand({ KeyId, Tags: [{ TagKey: tagNames.retired, TagValue: `${at}` }] })))
      await kms.ask((client) => client.send(new kms.sdk.DisableKeyCommand({ KeyId })))
    },
    destroy: async (id) => {
      const key = await mustFind(id)
      const KeyId = await keyIdOf(key)
      await kms.ask((client) => client.send(new kms.sdk.ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: daysUntilDestroyed })))
      await kms.ask((client) => client.send(new kms.sdk.DeleteAliasCommand({ AliasName: aliasOf(key) })))
    },
    close: async () => kms.close(),
  }
}

const tagsOf = ({ id, role, authority, createdAt }: KeyToMake): { TagKey: string; TagValue: string }[] =>
  Object.entries({ [tagNames.id]: id, [tagNames.role]: role, [tagNames.authority]: authority, [tagNames.made]: `${createdAt}` }).map(([TagKey, TagValue]) => ({ TagKey, TagValue }))

const tagNames = { id: 'counterfoil:id', role: 'counterfoil:role', authority: 'counterfoil:authority', made: 'counterfoil:made', publicKey: 'counterfoil:public-key', retired: 'counterfoil:retired' } as const

/** A key that is disabled shows its public key no more, so a tag has it too. */
async function make(kms: KmsClient, wanted: KeyToMake, alias: string): Promise<string> {
  const { KeyMetadata } = await kms.ask((client) =>
    client.send(
      new kms.sdk.CreateKeyCommand({
        KeySpec: keySpecs[curveOf(wanted.role)],
        KeyUsage: 'SIGN_VERIFY',
        Description: `Counterfoil ${wanted.role} key of ${wanted.authority}`,
        Tags: tagsOf(wanted),
      }),
    ),
  )
  const KeyId = KeyMetadata?.KeyId
  if (KeyId === undefined) throw new KeyMisconfigured('AWS KMS made a key without a name.')
  return nameKey(kms, KeyId, alias)
}

/** The alias comes last: with it the key is ours. */
async function nameKey(kms: KmsClient, KeyId: string, alias: string, tags: readonly { readonly TagKey: string; readonly TagValue: string }[] = []): Promise<string> {
  const publicKeyHex = await publicKeyOf(kms, KeyId)
  await kms.ask((client) => client.send(new kms.sdk.TagResourceCommand({ KeyId, Tags: [...tags, { TagKey: tagNames.publicKey, TagValue: publicKeyHex }] })))
  await kms.ask((client) => client.send(new kms.sdk.CreateAliasCommand({ AliasName: alias, TargetKeyId: KeyId })))
  return publicKeyHex
}

/** A key that somebody made in AWS's own way, by its alias there. One that is ours already keeps its role. */
async function takeOver(kms: KmsClient, { label, wanted, alias, ours }: { readonly label: string; readonly wanted: KeyToMake; readonly alias: string; readonly ours: readonly CustodyKey[] }): Promise<string> {
  const refused = (why: string): KeyMisconfigured => new KeyMisconfigured(`The key behind alias/${label} in AWS KMS ${why}.`)
  const { KeyMetadata } = await kms.ask((client) => client.send(new kms.sdk.DescribeKeyCommand({ KeyId: `alias/${label}` })))
  const { KeyId, KeySpec, KeyUsage, Enabled } = KeyMetadata ?? {}
  if (KeyId === undefined || KeySpec !== keySpecs[curveOf(wanted.role)] || KeyUsage !== 'SIGN_VERIFY') throw refused(`is none for ${wanted.role}`)
  if (Enabled !== true) throw refused('is disabled')
  const { Tags } = await kms.ask((client) => client.send(new kms.sdk.ListResourceTagsCommand({ KeyId })))
  // Tags without an alias are of an attempt that was cut off.
  if (Tags?.some(({ TagKey, TagValue }) => TagKey === tagNames.id && ours.some(({ id }) => id === TagValue)) === true) throw refused('is one of ours already')
  return nameKey(kms, KeyId, alias, tagsOf(wanted))
}

async function publicKeyOf(kms: KmsClient, KeyId: string): Promise<string> {
  const { PublicKey } = await kms.ask((client) => client.send(new kms.sdk.GetPublicKeyCommand({ KeyId })))
  const { x = '', y = '' } = createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' }).export({ format: 'jwk' })
  return `04${Buffer.from(x, 'base64url').toString('hex')}${Buffer.from(y, 'base64url').toString('hex')}`
}

async function list(kms: KmsClient, { aliasPrefix }: AwsKmsSettings): Promise<readonly CustodyKey[]> {
  const keys: CustodyKey[] = []
  let Marker: string | undefined
  do {
    const page = await kms.ask((client) => client.send(new kms.sdk.ListAliasesCommand(Marker === undefined ? {} : { Marker })))
    for (const { AliasName = '', TargetKeyId } of page.Aliases ?? []) {
      if (TargetKeyId !== undefined && AliasName.startsWith(`alias/${aliasPrefix}/`)) keys.push(await taggedKey(kms, AliasName, TargetKeyId))
    }
    Marker = page.NextMarker
  } while (Marker !== undefined)
  return keys.sort((one, other) => one.createdAt - other.createdAt || one.id.localeCompare(other.id))
}

/** Alias and tags are written apart: a key where they differ was tampered with. */
async function taggedKey(kms: KmsClient, alias: string, KeyId: string): Promise<CustodyKey> {
  const { Tags } = await kms.ask((client) => client.send(new kms.sdk.ListResourceTagsCommand({ KeyId })))
  const tag = (name: string): string => Tags?.find(({ TagKey }) => TagKey === name)?.TagValue ?? ''
  const [id, role, authority, publicKeyHex, retired] = [tag(tagNames.id), tag(tagNames.role), tag(tagNames.authority), tag(tagNames.publicKey), tag(tagNames.retired)]
  if (!isKeyRole(role) || !alias.endsWith(`/${role}/${authority}/${id}`)) throw new KeyMisconfigured(`The key behind ${alias} has tags of another.`)
  return { id, role, authority, publicKeyHex, createdAt: epochSeconds(Number(tag(tagNames.made))), retiredAt: retired === '' ? null : epochSeconds(Number(retired)) }
}

/** r and s over a digest, by the key that the alias names at this moment: an alias that is moved later moves no signer. */
async function loadKey(kms: KmsClient, key: CustodyKey, alias: string): Promise<(digest: Uint8Array) => Promise<Uint8Array>> {
  const { KeyMetadata } = await kms.ask((client) => client.send(new kms.sdk.DescribeKeyCommand({ KeyId: alias })))
  const { KeyId, KeySpec, KeyUsage, Enabled } = KeyMetadata ?? {}
  if (KeyId === undefined || KeySpec !== keySpecs[curveOf(key.role)] || KeyUsage !== 'SIGN_VERIFY') throw new KeyMisconfigured(`The key ${key.id} in AWS KMS is none for ${key.role}.`)
  if (Enabled !== true) throw new KeyMisconfigured(`The key ${key.id} is disabled in AWS KMS.`)
  if ((await publicKeyOf(kms, KeyId)) !== key.publicKeyHex) throw new KeyMisconfigured(`The key ${key.id} in AWS KMS is not the one that was made.`)
  return async (digest) => {
    const { Signature } = await kms.ask((client) => client.send(new kms.sdk.SignCommand({ KeyId, Message: digest, MessageType: 'DIGEST', SigningAlgorithm: 'ECDSA_SHA_256' })))
    return rawSignature(Signature ?? new Uint8Array())
  }
}
