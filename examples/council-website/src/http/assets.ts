import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import { builtFiles, type BuiltFile } from '@counterfoil/embed/built-files'
import { pageScriptFile } from '@counterfoil/ui/page-script'
import { iconFile, styleSheetFile } from '@counterfoil/ui/style-sheet'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { FastifyInstance } from 'fastify'

interface Script {
  readonly src: string
  readonly integrity: string
}

/** The built files that pages link, each at an address that names its content. */
export interface Assets {
  readonly styleSheets: readonly string[]
  readonly icon: string
  /** For every page, and for a page with the element. */
  readonly pageScript: Script
  readonly elementScript: Script
  readonly all: readonly BuiltFile[]
}

/** Reads the built files; throws a ConfigurationError that says what to run when one isn't there. */
export function loadAssets(): Assets {
  const style = load(styleSheetFile, 'counterfoil.css', 'text/css; charset=utf-8')
  const { script: element, style: embedStyle } = loadElement()
  const page = load(pageScriptFile, 'page.js', 'text/javascript; charset=utf-8')
  const icon = load(iconFile, 'icon.svg', 'image/svg+xml')
  return {
    icon: icon.address,
    styleSheets: [style.address, embedStyle.address],
    pageScript: { src: page.address, integrity: page.integrity },
    elementScript: { src: element.address, integrity: element.integrity },
    all: [style, embedStyle, page, element, icon],
  }
}

function mustBeBuilt<Value>(name: string, read: () => Value): Value {
  try {
    return read()
  } catch {
    throw new ConfigurationError(`${name} isn't built. Run "pnpm --filter @counterfoil/ui --filter @counterfoil/embed build" first.`)
  }
}

const loadElement = (): ReturnType<typeof builtFiles> => mustBeBuilt('counterfoil-prefill.js', builtFiles)

function load(file: string, name: string, type: string): BuiltFile {
  const bytes = mustBeBuilt(name, () => readFileSync(file))
  const digest = createHash('sha384').update(bytes).digest()
  return { address: `/assets/${digest.toString('hex').slice(0, 16)}/${name}`, type, bytes, integrity: `sha384-${digest.toString('base64')}` }
}

/**
 * Serves the built files; their addresses change with their content, so they may be kept for ever. They are never turned away:
 * a page that was answered needs them to be read.
 */
export const assetRoutes =
  (assets: Assets) =>
  async (scope: FastifyInstance): Promise<void> => {
    scope.get<{ Params: { digest: string; name: string } }>('/assets/:digest/:name', { exposeHeadRoute: true, config: { limit: 'none' } }, (request, reply) => {
      const asset = assets.all.find(({ address }) => address === `/assets/${request.params.digest}/${request.params.name}`)
      if (asset === undefined) throw new Refusal('not_found')
      return reply.type(asset.type).header('cache-control', 'public, max-age=31536000, immutable').send(asset.bytes)
    })
  }
