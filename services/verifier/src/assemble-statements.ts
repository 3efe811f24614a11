import { sha256Base64Url } from '@counterfoil/service-kit/crypto/es256'
import type { Random } from '@counterfoil/shared/kernel/random'
import type { VerifierConfig } from './config.ts'
import type { Askers, Forms } from './ports.ts'
import { stateCheck, type StateCheck } from './use-cases/state-check.ts'

/** What signs Check Records and receipts. */
export const assembleStatements = (parts: { readonly random: Random; readonly forms: Forms; readonly askers: Askers }, { limits }: Pick<VerifierConfig, 'limits'>): StateCheck =>
  stateCheck({ ...parts, sha256: sha256Base64Url, encode: (text) => Buffer.from(text).toString('base64url'), policy: sha256Base64Url(JSON.stringify(limits)) })
