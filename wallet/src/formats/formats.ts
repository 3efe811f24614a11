import type { CredentialKind, HeldFormat } from '../domain/credential-kind.ts'
import { formatOf, type HeldCredential } from '../domain/held-credential.ts'
import type { Expected, JudgedCredential, JudgingParts, OpenedCredential, PresentingParts, Shown } from './format.ts'
import { judgeMdoc, openMdocCredential, presentMdocCredential } from './mdoc.ts'
import { judgeSdJwtVc, openSdJwtVc, presentSdJwtVc } from './sd-jwt-vc.ts'
import { judgeW3cVc, openW3cCredential, presentW3cVc } from './w3c-vc.ts'

/** Judges what an issuer handed over, by the rules of the format that was offered. Throws a Fault `credential_wrong`. */
export function judgeKind(credential: string, { kind, ...expected }: Expected & { readonly kind: CredentialKind }, parts: JudgingParts): Promise<JudgedCredential> {
  switch (kind.format) {
    case 'dc+sd-jwt':
      return judgeSdJwtVc(credential, { ...expected, ...kind }, parts)
    case 'jwt_vc_json':
      return judgeW3cVc(credential, { ...expected, ...kind }, parts)
    case 'mso_mdoc':
      return judgeMdoc(credential, { ...expected, ...kind }, parts)
  }
}

const openers: Readonly<Record<HeldFormat, (credential: string) => OpenedCredential>> = { 'dc+sd-jwt': openSdJwtVc, jwt_vc_json: openW3cCredential, mso_mdoc: openMdocCredential }
const presenters: Readonly<Record<HeldFormat, (shown: Shown, parts: PresentingParts) => Promise<string>>> = { 'dc+sd-jwt': presentSdJwtVc, jwt_vc_json: presentW3cVc, mso_mdoc: presentMdocCredential }

/** Throws a `Refusal` for what no verifier would take. */
export const openHeld = (held: HeldCredential): OpenedCredential => openers[formatOf(held)](held.credential)
export const presentHeld = (shown: Shown, parts: PresentingParts): Promise<string> => presenters[formatOf(shown.credential)](shown, parts)
