import type * as Sdk from '@aws-sdk/client-kms'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { ConfigurationError } from '../../config/read-env.ts'
import { KeyMisconfigured } from '../key-keeper.ts'

/** Which keys of an account are ours. Credentials come by the SDK's own chain and stand nowhere here. */
export interface AwsKmsSettings {
  readonly region: string
  /** First part of the aliases of our keys, so that several installations may share an account. */
  readonly aliasPrefix: string
  /** Another address than the region's own, such as a private endpoint. */
  readonly endpoint?: string
}

/** The service, asked within seconds. */
export interface KmsClient {
  readonly sdk: typeof Sdk
  /** Refuses with `signing_unavailable` what may work later; throws `KeyMisconfigured` for what waiting doesn't help. */
  ask<Answer>(send: (client: Pick<Sdk.KMSClient, 'send'>) => Promise<Answer>): Promise<Answer>
  close(): void
}

const patience = 5000

/** Answers that pass: the service is busy, or it can't reach what it needs. Whatever it calls its own fault passes too. */
const passing = ['ThrottlingException', 'TooManyRequestsException', 'RequestLimitExceeded', 'DependencyTimeoutException', 'KeyUnavailableException', 'KMSInternalException']

export async function openKmsClient(settings: AwsKmsSettings, load: () => Promise<typeof Sdk> = () => import('@aws-sdk/client-kms')): Promise<KmsClient> {
  const sdk = await load().catch((cause: unknown) => {
    throw new ConfigurationError('KEY_CUSTODY=aws-kms needs the package @aws-sdk/client-kms, which is not installed here.', { cause })
  })
  const client = new sdk.KMSClient({
    region: settings.region,
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 2000, throwOnRequestTimeout: true },
    ...(settings.endpoint === undefined ? {} : { endpoint: settings.endpoint }),
  })
  const bounded = { send: ((command: never) => client.send(command, { abortSignal: AbortSignal.timeout(patience) })) as Sdk.KMSClient['send'] } // the same, bounded in time
  return {
    sdk,
    ask: async (send) => {
      try {
        return await send(bounded)
      } catch (error) {
        throw judged(sdk, error)
      }
    },
    close: () => client.destroy(),
  }
}

function judged({ KMSServiceException }: typeof Sdk, error: unknown): Error {
  const name = error instanceof Error ? error.name : 'unknown'
  const answered = error instanceof KMSServiceException
  if (answered && error.$fault === 'client' && !passing.includes(name)) return new KeyMisconfigured(`AWS KMS answers ${name}.`, { cause: error })
  if (name === 'CredentialsProviderError') return new KeyMisconfigured('There are no credentials for AWS KMS.', { cause: error })
  return new Refusal('signing_unavailable', { detail: answered ? `AWS KMS answers ${name}` : `AWS KMS can't be reached: ${name}`, cause: error })
}
