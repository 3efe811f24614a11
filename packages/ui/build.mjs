// Builds dist/counterfoil.css (our style on govuk-frontend's Sass, then one block for each council's skin) and the scripts of pages.
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

/** A script of pages as browsers take it: the source without its types. */
export const compilePageScript = (name = 'page') => stripTypeScriptTypes(readFileSync(join(here, 'src', 'browser', `${name}.ts`), 'utf8'))

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  mkdirSync(join(here, 'dist'), { recursive: true })
  writeFileSync(join(here, 'dist', 'counterfoil.css'), compileStyle())
  for (const name of ['page', 'staff']) writeFileSync(join(here, 'dist', `${name}.js`), compilePageScript(name))
}
