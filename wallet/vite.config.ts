import preact from '@preact/preset-vite'
import { defineConfig, type Plugin, type Rolldown } from 'vite'
import { VitePWA, type ManifestOptions } from 'vite-plugin-pwa'
import { manifestWords } from './src/words/manifest.ts'

const firstScreen = 'first-screen'

/** Names what the first screen imports at once: on a slow network one file of it comes sooner than forty. */
function ofFirstScreen(): (id: string, context: Rolldown.ChunkingContext) => string | null {
  const imported = new Set<string>()
  return (id, context) => {
    const open = imported.size === 0 ? [`${import.meta.dirname}/src/main.tsx`] : []
    for (const one of open) {
      if (imported.has(one)) continue
      imported.add(one)
      open.push(...(context.getModuleInfo(one)?.importedIds ?? []))
    }
    return imported.has(id) ? firstScreen : null
  }
}

/** Has browsers fetch the first screen together with the script that asks for it. */
const preloadFirstScreen: Plugin = {
  name: 'preload-first-screen',
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { bundle = {} }) => Object.keys(bundle).filter((file) => file.includes(`/${firstScreen}-`)).map((file) => ({ tag: 'link', attrs: { rel: 'modulepreload', crossorigin: true, href: `/${file}` }, injectTo: 'head' })),
  },
}

function manifestIn(language: keyof typeof manifestWords): Partial<ManifestOptions> {
  const { name, shortName, description, addOrShare } = manifestWords[language]
  return {
    id: '/',
    lang: `${language}-GB`,
    name,
    short_name: shortName,
    description,
    start_url: '/',
    scope: '/',
    display: 'standalone',
    background_color: '#ffffff',
    theme_color: '#1d3d5c',
    icons: [
      { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
      { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
      { src: '/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
      { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
    ],
    shortcuts: [{ name: addOrShare, url: '/add', icons: [{ src: '/icon-192.png', sizes: '192x192', type: 'image/png' }] }],
  }
}

/** The page names the English one, until it knows what its citizen speaks: see `words.ts`. */
const welshManifest: Plugin = {
  name: 'welsh-manifest',
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'manifest.cy.webmanifest', source: JSON.stringify(manifestIn('cy')) })
  },
}

export default defineConfig({
  plugins: [
    preact(),
    preloadFirstScreen,
    welshManifest,
    VitePWA({
      // The page says when a newer version takes over: see `newer-version.ts`.
      registerType: 'prompt',
      injectRegister: false,
      // The shell alone is kept: an answer of a council must never come out of a cache.
      workbox: { inlineWorkboxRuntime: true, clientsClaim: true, globPatterns: ['**/*.{js,css,html,svg,png}', 'manifest.cy.webmanifest'], navigateFallback: '/index.html', navigateFallbackDenylist: [/^\/(network\.json|health|provider|relay)/], runtimeCaching: [] },
      manifest: manifestIn('en'),
    }),
  ],
  // The minifier stumbles over a media query that govuk-frontend writes for old browsers.
  build: { target: 'es2023', modulePreload: { polyfill: false }, cssMinify: false, rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'start', tags: ['$initial'], priority: 2 }, { name: ofFirstScreen(), debugName: firstScreen, priority: 1 }] } } } },
})
