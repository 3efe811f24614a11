import { openIssuerKey } from './issuer-key.ts'
import { vcApi } from './vc-api.ts'

// Run by hand, for a suite that speaks the VC API: node test/interop/vc-api/main.ts 7500
const [port = '0'] = process.argv.slice(2)
console.log(await vcApi({ key: await openIssuerKey() }).listen({ host: 'localhost', port: Number(port) }))
