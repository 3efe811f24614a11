import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
// @ts-expect-error the build script is plain JavaScript, run by Node before anything is compiled
import { compileStyle as compile, readSkins as read } from '../../../packages/ui/build.mjs'
import { root } from '../../support/source-files.ts'
import { contrast } from './contrast.ts'

interface Colours {
  readonly brand: string
  readonly brandText: string
  readonly tint: string
  readonly link: string
}
interface Skin {
  readonly light: Colours
  readonly dark: Colours
}

const css = (compile as () => string)()
const skins = (read as () => Record<string, Skin>)()
const councils = ['aldermoor', 'brackenfield', 'calderwick', 'dunmere', 'elmsworth']

/** Custom properties that a dark block declares on the root, and those of the light root. */
const properties = (block: string): Record<string, string> => Object.fromEntries([...block.matchAll(/--(?:govuk|cf)-([a-z-]+?)(?:-colour)?:\s*(#[0-9a-f]{6})/g)].map(([, name, value]) => [name, value]))
const light = properties(css.slice(0, css.indexOf('@media')))
const dark = properties(/@media screen and \(prefers-color-scheme:\s*dark\)\s*\{:root\{([^}]*)\}/.exec(css)?.[1] ?? '')

const value = (palette: Record<string, string>, name: string): string => palette[name] ?? 'missing'

describe('the style sheet', () => {
  it('carries no GDS Transport, no crown, no GOV.UK header and fetches nothing', () => {
    expect(css).not.toMatch(/transport|crown|\.govuk-header|\.govuk-footer|@font-face|url\(/i)
    expect(css).toMatch(/font-family:\s*arial,\s*sans-serif/i)
  })

  it('answers to dark mode, forced colours, reduced motion and print', () => {
    for (const feature of ['prefers-color-scheme', 'forced-colors', 'prefers-reduced-motion', '@media print']) expect(css).toContain(feature)
  })

  it('has a skin for each council, and a council for each skin', () => {
    expect(Object.keys(skins)).toEqual(councils)
  })
})

describe.each(['light', 'dark'] as const)('contrast in %s', (scheme) => {
  const palette = { ...light, ...(scheme === 'dark' ? dark : {}) }
  const page = value(palette, 'body-background')
  const surface = value(palette, 'surface-background')

  it.each([
    ['text', 'body-background'],
    ['text', 'template-background'],
    ['secondary-text', 'body-background'],
    ['secondary-text', 'template-background'],
    ['link', 'body-background'],
    ['link-visited', 'body-background'],
    ['link-hover', 'body-background'],
    ['error', 'body-background'],
    ['success', 'body-background'],
    ['focus-text', 'focus'],
    ['surface-text', 'surface-background'],
    ['link', 'surface-background'],
    ['brand-text', 'brand'],
  ])('of %s on %s is at least 4.5:1', (text, background) => {
    const own = scheme === 'light' ? { ...palette, brand: '#0f385c', 'brand-text': '#ffffff' } : palette
    expect(contrast(value(own, text), value(own, background))).toBeGreaterThanOrEqual(4.5)
  })

  it('of control borders is at least 3:1', () => {
    expect(contrast(value(palette, 'input-border'), page)).toBeGreaterThanOrEqual(3)
  })

  it('of the focus mark: the yellow, or the dark line beneath it, stands out at least 3:1', () => {
    const best = Math.max(contrast(value(palette, 'focus'), page), contrast(value(palette, 'focus-text'), page))
    expect(best).toBeGreaterThanOrEqual(3)
  })

  it.each(councils)('of the skin of %s: text 4.5:1, focus on the header 3:1', (council) => {
    const skin = skins[council]?.[scheme] ?? { brand: '', brandText: '', tint: '', link: '' }
    expect(contrast(skin.brandText, skin.brand)).toBeGreaterThanOrEqual(4.5)
    for (const background of [skin.tint, page]) {
      expect(contrast(skin.link, background)).toBeGreaterThanOrEqual(4.5)
      expect(contrast(value(palette, 'text'), background)).toBeGreaterThanOrEqual(4.5)
    }
    expect(contrast(value(palette, 'focus'), skin.brand)).toBeGreaterThanOrEqual(3)
    expect(surface).not.toBe('missing')
  })
})

describe('built files', () => {
  const folders = ['packages/ui/dist', 'packages/embed/dist', 'wallet/dist'].map((folder) => join(root, folder)).filter((folder) => existsSync(folder))

  it.skipIf(folders.length === 0)('hold no asset that only central government may use', () => {
    const files = folders.flatMap((folder) =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name)),
    )
    expect(files.filter((file) => /crown|govuk-(icon|opengraph|crest)|light-.*-v2|bold-.*-v2/i.test(file))).toEqual([])
    const texts = files.filter((file) => /\.(css|js|html|svg|webmanifest)$/.test(file)).map((file) => readFileSync(file, 'utf8'))
    expect(texts.filter((text) => /GDS Transport|govuk-crest|crown-copyright/i.test(text))).toEqual([])
  })
})
