import { X509Certificate } from 'node:crypto'
import { epochSeconds, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { AnyNetwork } from '@counterfoil/shared/network/network'

export interface KeyCertificate {
  readonly role: 'credential' | 'status'
  readonly endsAt: EpochSeconds
}

/** When the certificates of an authority's keys end, by the network's file. */
export const keyCertificates =
  ({ authorities }: AnyNetwork) =>
  ({ id }: { readonly id: string }): readonly KeyCertificate[] => {
    const found = authorities.find((one) => one.id === id)
    return found === undefined ? [] : (['credential', 'status'] as const).flatMap((role) => endsAt(found.keys[role].x5c[0]).map((end) => ({ role, endsAt: end })))
  }

function endsAt(der: string | undefined): readonly EpochSeconds[] {
  try {
    return der === undefined ? [] : [epochSeconds(Math.floor(new X509Certificate(Buffer.from(der, 'base64')).validToDate.getTime() / 1000))]
  } catch {
    // One that can't be read is told by whoever uses it.
    return []
  }
}
