import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import type { ProvingKey, World } from '../ports.ts'

/** A key that is kept by a name, to prove with. */
export const keptKey = (keys: World['keys'], name: string, key: P256PublicJwk): ProvingKey => ({ key, sign: (input) => keys.sign(name, input) })
