import { assetRoutes } from '@counterfoil/service-kit/http/asset-routes'
import { pageScriptFile, staffScriptFile } from '@counterfoil/ui/page-script'
import { iconFile, styleSheetFile } from '@counterfoil/ui/style-sheet'
import { assetAddresses } from '../pages/staff-page.ts'

/** The files that pages of staff and citizens have of their own. */
export const pageAssets = (): ReturnType<typeof assetRoutes> =>
  assetRoutes([
    { address: assetAddresses.styleSheet, file: styleSheetFile, type: 'text/css; charset=utf-8' },
    { address: assetAddresses.script, file: pageScriptFile, type: 'text/javascript; charset=utf-8' },
    { address: assetAddresses.staffScript, file: staffScriptFile, type: 'text/javascript; charset=utf-8' },
    { address: assetAddresses.icon, file: iconFile, type: 'image/svg+xml' },
  ])
