import type { Database } from '@counterfoil/service-kit/persistence/database'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Random } from '@counterfoil/shared/kernel/random'
import type { CodeGrantMetadata } from '@counterfoil/shared/oauth/authorization-server-metadata'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import { authorizationStepsTable } from './adapters/authorization-steps-table.ts'
import { citizenSignInOidc } from './adapters/citizen-sign-in-oidc.ts'
import { dpopProofs } from './adapters/dpop-proofs.ts'
import { oneTimeValues } from './adapters/one-time-values.ts'
import { walletAttestations } from './adapters/wallet-attestations.ts'
import type { AuthorizationConfig } from './authorization-config.ts'
import { bindingOf, stepsOf } from './adapters/profile-ports.ts'
import type { Authority } from './domain/authority.ts'
import { open, type Profile } from './domain/profile.ts'
import type { AuthorizationPorts } from './http/authorization-routes.ts'
import type { DraftSeals, ProofCrypto, RecordSource } from './ports.ts'
import type { CitizenSignIn } from './ports/authorization.ts'
import { authorizeWallet, type AuthorizeWallet } from './use-cases/authorize-wallet.ts'
import { issuerStates, offerBySignIn } from './use-cases/offer-by-sign-in.ts'
import { pushAuthorizationRequest } from './use-cases/push-authorization-request.ts'
import { readBoundToken } from './use-cases/read-access-token.ts'
import { redeemAuthorization } from './use-cases/redeem-authorization.ts'

interface Parts {
  readonly profile: Profile
  readonly clock: Clock
  readonly random: Random
  readonly database: Database
  readonly seals: DraftSeals
  readonly records: RecordSource
  readonly crypto: ProofCrypto
  readonly authorities: ReadonlyMap<string, Authority>
  readonly types: ReadonlyMap<string, CredentialType>
  readonly configurations: ReadonlyMap<string, CredentialConfiguration>
  readonly issuerUrl: string
  /** Stands in for the provider in tests. */
  readonly citizenSignIn: CitizenSignIn | null
}

/** Everything of the authorization code grant. */
export interface Authorization {
  readonly ports: AuthorizationPorts
  readonly authorize: AuthorizeWallet
  readonly metadata: CodeGrantMetadata
  readonly sweep: (now: EpochSeconds) => Promise<void>
}

export function assembleAuthorization(config: AuthorizationConfig, { crypto, issuerUrl, citizenSignIn, ...parts }: Parts): Authorization {
  const { profile } = parts
  const table = authorizationStepsTable(parts.database, parts.random)
  const steps = profile === open ? table : stepsOf(table, bindingOf(profile, crypto))
  const once = oneTimeValues(parts.database)
  const admitted = config.clients.filter(({ authentication }) => !profile.onlyAttestedWallets || authentication === 'attest_jwt_client_auth')
  const clients = new Map(admitted.map((client) => [client.clientId, client]))
  const wallets = {
    clients,
    attestations: walletAttestations(config.attestationAnchors, once),
    // A nonce of one sort is worth nothing as another.
    dpop: dpopProofs({ random: parts.random, once, macOf: (authority) => crypto.nonceMac(`DPoP ${authority}`) }),
  }
  const states = issuerStates({ random: parts.random, types: parts.types, macOf: (authority) => crypto.nonceMac(`issuer state ${authority}`) })
  const shared = { ...parts, ...wallets, steps, states }
  const signIn = citizenSignIn ?? citizenSignInOidc({ ...config.signIn, redirectUri: `${issuerUrl}/collect/signed-in` })
  return {
    authorize: authorizeWallet({ ...shared, signIn, recordColumn: config.recordColumn }),
    ports: {
      newNonce: ({ id }) => wallets.dpop.nonce(id, parts.clock.now()),
      readBoundToken: readBoundToken(shared),
      pushAuthorizationRequest: pushAuthorizationRequest(shared),
      redeemAuthorization: redeemAuthorization(shared),
      offerBySignIn: offerBySignIn(shared),
    },
    metadata: {
      scopes: [...parts.types.keys()],
      clientAuthentication: [...new Set(admitted.map(({ authentication }) => authentication))],
    },
    sweep: (now) => steps.sweep(now),
  }
}
