import preact from '@preact/preset-vite'
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'

export default defineConfig({
  plugins: [
    preact(),
    VitePWA({
      registerType: 'autoUpdate',
      injectRegister: 'script',
      // The shell alone is kept: an answer of a council must never come out of a cache.
      workbox: { globPatterns: ['**/*.{js,css,html,svg,png}'], navigateFallback: '/index.html', navigateFallbackDenylist: [/^\/(network\.json|health)/], runtimeCaching: [] },
      manifest: {
        id: '/',
        lang: 'en-GB',
        name: 'Counterfoil wallet',
        short_name: 'Wallet',
        description: 'Keeps what your council has confirmed about you, and shows only what you choose.',
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
        shortcuts: [{ name: 'Add or share', url: '/add', icons: [{ src: '/icon-192.png', sizes: '192x192', type: 'image/png' }] }],
      },
    }),
  ],
  // The minifier stumbles over a media query that govuk-frontend writes for old browsers.
  build: { target: 'es2023', modulePreload: { polyfill: false }, cssMinify: false },
})
