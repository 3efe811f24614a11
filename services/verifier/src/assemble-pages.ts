import { sha256Base64Url } from '@counterfoil/service-kit/crypto/es256'
import { assetRoutes } from '@counterfoil/service-kit/http/asset-routes'
import { iconFile, styleSheetFile } from '@counterfoil/ui/style-sheet'
import type { FastifyInstance } from 'fastify'
import type { ServedAuthorities } from './adapters/served-authorities.ts'
import { registerRoutes } from './http/register-routes.ts'
import { assetAddresses } from './pages/purpose-register-page.ts'
import { readPurposeRegister } from './use-cases/read-purpose-register.ts'

/** What people read of the verifier. */
export async function registerPages(app: FastifyInstance, { forms, askers, nameOf }: ServedAuthorities): Promise<void> {
  await app.register(registerRoutes(readPurposeRegister({ forms, askers, nameOf, sha256: sha256Base64Url })))
  await app.register(
    assetRoutes([
      { address: assetAddresses.styleSheet, file: styleSheetFile, type: 'text/css; charset=utf-8' },
      { address: assetAddresses.icon, file: iconFile, type: 'image/svg+xml' },
    ]),
  )
}
