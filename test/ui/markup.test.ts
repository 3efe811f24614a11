import { describe, expect, it } from 'vitest'
import { attributes, html, page, textInput, trusted } from '@counterfoil/ui/components'

describe('the html template', () => {
  it.each([
    ['markup', '<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['a quote that would end an attribute', '" onmouseover="x', '&quot; onmouseover=&quot;x'],
    ['a single quote', "' autofocus onfocus='x", '&#39; autofocus onfocus=&#39;x'],
    ['an ampersand', 'Ward & Sons', 'Ward &amp; Sons'],
  ])('escapes %s', (_, given, expected) => {
    expect(html`${given}`.markup).toBe(expected)
  })

  it('keeps Raw as it is, also inside lists', () => {
    expect(html`<ul>${['a<', html`<li>b</li>`, trusted('<li>c</li>')]}</ul>`.markup).toBe('<ul>a&lt;<li>b</li><li>c</li></ul>')
  })

  it('shows nothing for null, undefined, false and an empty list, and shows 0', () => {
    expect(html`[${null}${undefined}${false}${[]}${0}]`.markup).toBe('[0]')
  })
})

describe('attributes', () => {
  it('escape values, leave out what is absent, and stand bare for true', () => {
    expect(attributes({ value: 'a"b', disabled: true, checked: false, id: undefined }).markup).toBe(' value="a&quot;b" disabled')
  })

  it('refuse a name that could end the tag', () => {
    expect(() => attributes({ 'x><script': '1' })).toThrow()
  })
})

describe('components', () => {
  it('escape what a person typed', () => {
    const typed = '"><img src=x onerror=alert(1)>'
    expect(textInput({ name: 'town', label: { text: typed }, value: typed, hint: { text: typed } }).markup).not.toContain('<img')
  })
})

describe('a page', () => {
  const markup = page({
    lang: 'cy',
    title: 'Adnewyddu Bathodyn Glas',
    hasError: true,
    organisation: { name: 'Cyngor Sir Dunmere', url: '/dunmere?lang=cy' },
    service: { name: 'Bathodyn Glas', url: '/dunmere/blue-badge-renewal' },
    languages: { en: '?lang=en', cy: '?lang=cy' },
    skin: 'dunmere',
    styleSheets: ['/assets/counterfoil.css'],
    scripts: ['/assets/form.js'],
    content: html`<h1>${'<Helo>'}</h1>`,
  })

  it('says its language, its skin, and the error first in the title', () => {
    expect(markup).toContain('<html lang="cy" class="govuk-template" data-skin="dunmere">')
    expect(markup).toContain('<title>Gwall: Adnewyddu Bathodyn Glas – Bathodyn Glas – Cyngor Sir Dunmere</title>')
  })

  it('links the other language and marks this one', () => {
    expect(markup).toContain('hreflang="en"')
    expect(markup).toMatch(/aria-current="true" lang="cy">Cymraeg/)
  })

  it('has no inline script or style, so that a strict policy can hold', () => {
    expect(markup).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=/)
  })

  it('carries no crown, no GOV.UK header and no government typeface', () => {
    expect(markup).not.toMatch(/crown|gov\.uk|govuk-header|GDS/i)
  })
})
