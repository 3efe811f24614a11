import type { Person } from './people.ts'

const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const choice = ({ id, name, staff }: Person): string =>
  `<li><button name="person" value="${escape(id)}">${escape(name)}<span>${staff === undefined ? 'citizen' : `${escape(staff.roles.join(', '))}, ${escape(staff.authority)}`}</span></button></li>`

const list = (title: string, chosen: readonly Person[]): string => `<h2>${title}</h2><ul>${chosen.map(choice).join('')}</ul>`

const staffLists = (people: readonly Person[]): string =>
  [...Map.groupBy(people.filter(({ staff }) => staff !== undefined), ({ staff }) => staff?.authority ?? '')].map(([authority, staff]) => list(`Staff of ${escape(authority)}`, staff)).join('')

/** The page where one says who one is. Works without JavaScript, by keyboard and at any width. */
export const loginPage = (address: string, people: readonly Person[]): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>Sign in: demonstration</title><link rel="stylesheet" href="/sign-in.css"></head>
<body><main><h1>Sign in</h1><p>This sign-in provider is for demonstration: choose who you are. Nobody here is real.</p>
<form method="post" action="${escape(address)}">${staffLists(people)}${list('Citizens', people.filter(({ staff }) => staff === undefined))}</form>
<form method="post" action="${escape(address)}/cancel"><button id="cancel" class="quiet">Cancel</button></form></main></body></html>`

export const style = `:root{color-scheme:light dark}body{font:1.1875rem/1.5 arial,sans-serif;margin:0;background:Canvas;color:CanvasText}main{max-width:38rem;margin:0 auto;padding:2rem 1rem}
ul{list-style:none;padding:0}li{margin:0 0 .5rem}button{font:inherit;width:100%;text-align:start;padding:.75rem 1rem;background:ButtonFace;color:ButtonText;border:2px solid;border-radius:4px;cursor:pointer}
button:focus-visible{outline:3px solid #fd0;outline-offset:0;background:#fd0;color:#0b0c0c}button span{display:block;font-size:1rem}.quiet{width:auto;margin-top:1rem}`
