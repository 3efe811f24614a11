import { generateAuthenticationOptions, generateRegistrationOptions, verifyAuthenticationResponse, verifyRegistrationResponse, type AuthenticationResponseJSON } from '@simplewebauthn/server'
import { fromBase64Url, strictUtf8, utf8 } from '@counterfoil/shared/kernel/bytes'
import { z } from 'zod'
import type { Passkey, PasskeyCeremonies, PasskeyFault } from '../../ports/passkeys.ts'

const bytes = z.string().regex(/^[A-Za-z0-9_-]{1,16384}$/)
const clientData = z.looseObject({ type: z.string(), challenge: z.string(), origin: z.string() })
const common = { id: bytes, rawId: bytes, type: z.literal('public-key'), clientExtensionResults: z.looseObject({}) }
const registrationShape = z.looseObject({ ...common, response: z.looseObject({ clientDataJSON: bytes, attestationObject: bytes }) })
const authenticationShape = z.looseObject({ ...common, response: z.looseObject({ clientDataJSON: bytes, authenticatorData: bytes, signature: bytes }) })

const clientDataOf = (encoded: string): z.output<typeof clientData> | null => {
  try {
    return clientData.safeParse(JSON.parse(strictUtf8(fromBase64Url(encoded) ?? new Uint8Array()))).data ?? null
  } catch {
    return null
  }
}

const counterOf = (authenticatorData: string): number => {
  const data = Buffer.from(authenticatorData, 'base64url')
  return data.length < 37 ? 0 : data.readUInt32BE(33)
}

/** Passkeys at the address of the console alone; no attestation is asked for, since any device that its owner trusts will do. */
export function webAuthn(origin: string): PasskeyCeremonies {
  const rpId = new URL(origin).hostname
  const fault = (encoded: string, challenge: string): PasskeyFault | null => {
    const data = clientDataOf(encoded)
    if (data === null) return 'malformed'
    if (data.challenge !== challenge) return 'old_challenge'
    return data.origin === origin ? null : 'wrong_origin'
  }
  const expected = (challenge: string) => ({ expectedChallenge: challenge, expectedOrigin: origin, expectedRPID: rpId, requireUserVerification: true })
  return {
    askToRegister: ({ challenge, owner, name, known }) =>
      generateRegistrationOptions({
        rpName: 'Counterfoil',
        rpID: rpId,
        userName: name,
        userID: utf8(owner.slice(0, 32)),
        challenge: fromBase64Url(challenge) ?? challenge,
        attestationType: 'none',
        excludeCredentials: known.map(({ id }) => ({ id })),
        authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
        supportedAlgorithmIDs: [-7, -8, -257],
      }),
    askToSign: ({ challenge, known }) => generateAuthenticationOptions({ rpID: rpId, challenge: fromBase64Url(challenge) ?? challenge, allowCredentials: known.map(({ id }) => ({ id })), userVerification: 'required' }),
    challengeOf: (answer) => {
      const parsed = z.looseObject({ response: z.looseObject({ clientDataJSON: bytes }) }).safeParse(answer)
      return parsed.success ? (clientDataOf(parsed.data.response.clientDataJSON)?.challenge ?? null) : null
    },
    registered: async (answer, challenge) => {
      const parsed = registrationShape.safeParse(answer)
      if (!parsed.success) return 'malformed'
      const wrong = fault(parsed.data.response.clientDataJSON, challenge)
      if (wrong !== null) return wrong
      const { verified, registrationInfo } = await verifyRegistrationResponse({ response: parsed.data, ...expected(challenge) }).catch(() => ({ verified: false, registrationInfo: undefined }))
      return verified && registrationInfo !== undefined ? registrationInfo.credential : 'signature'
    },
    signed: async (answer, challenge, known) => {
      const parsed = authenticationShape.safeParse(answer)
      if (!parsed.success) return 'malformed'
      const { id, response } = parsed.data
      const passkey = known.find((one) => one.id === id)
      const wrong = fault(response.clientDataJSON, challenge) ?? (passkey === undefined ? 'unknown_passkey' : null)
      if (wrong !== null || passkey === undefined) return wrong ?? 'unknown_passkey'
      // A copy of the key counts on its own: sooner or later one of the two is behind.
      const counter = counterOf(response.authenticatorData)
      if ((counter > 0 || passkey.counter > 0) && counter <= passkey.counter) return 'counter'
      return (await isSigned(parsed.data, passkey, expected(challenge))) ? { passkey, counter } : 'signature'
    },
  }
}

async function isSigned(response: AuthenticationResponseJSON, { id, publicKey, counter }: Passkey, expected: Pick<Parameters<typeof verifyAuthenticationResponse>[0], 'expectedChallenge' | 'expectedOrigin' | 'expectedRPID'>): Promise<boolean> {
  try {
    return (await verifyAuthenticationResponse({ response, ...expected, requireUserVerification: true, credential: { id, publicKey: new Uint8Array(publicKey), counter } })).verified
  } catch {
    return false
  }
}
