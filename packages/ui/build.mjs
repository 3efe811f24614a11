// Builds dist/counterfoil.css (our style on govuk-frontend's Sass, then one block for each council's skin) and dist/page.js.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { compile, NodePackageImporter } from 'sass'

const here = import.meta.dirname
const skins = join(here, 'src', 'style', 'skins')

/** Every council's skin, by the council's id. */
export const readSkins = () =>
  Object.fromEntries(
    readdirSync(skins)
      .toSorted()
      .map((file) => [file.replace(/\.json$/, ''), JSON.parse(readFileSync(join(skins, file), 'utf8'))]),
  )

const properties = ({ brand, brandText, tint, link }) =>
  `--cf-brand:${brand};--cf-brand-text:${brandText};--govuk-brand-colour:${brand};--govuk-surface-background-colour:${tint};--govuk-template-background-colour:${tint};--govuk-link-colour:${link};--govuk-surface-border-colour:color-mix(in srgb,${link} 45%,${tint})`

const skinRules = ([id, { light, dark }]) =>
  `[data-skin="${id}"]{${properties(light)}}\n@media screen and (prefers-color-scheme:dark){[data-skin="${id}"]{${properties(dark)}}}\n`

/** The whole style sheet as text. */
export const compileStyle = () => {
  const { css } = compile(join(here, 'src', 'style', 'counterfoil.scss'), { style: 'compressed', quietDeps: true, importers: [new NodePackageImporter(here)] })
  return `${css}\n${Object.entries(readSkins()).map(skinRules).join('')}`
}

/** The pages' script as browsers take it: the source without its types. */
export const compilePageScript = () => stripTypeScriptTypes(readFileSync(join(here, 'src', 'browser', 'page.ts'), 'utf8'))

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  mkdirSync(join(here, 'dist'), { recursive: true })
  writeFileSync(join(here, 'dist', 'counterfoil.css'), compileStyle())
  writeFileSync(join(here, 'dist', 'page.js'), compilePageScript())
}
