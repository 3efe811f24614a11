import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts'
import { isReadable } from '../kernel/plain-text.ts'

const longest = 500

/** Words of a type that wouldn't be read as they are: with characters that don't show, or too long for any screen. They are shown as text, whatever markup they hold. */
export function lintTexts({ name, description, card, claims }: JsonObject): string[] {
  const said: [string, Json | undefined][] = [['name', name], ['description', description], ['card.alt', isJsonObject(card) ? card['alt'] : undefined]]
  for (const claim of Array.isArray(claims) ? (claims as readonly Json[]) : []) {
    if (!isJsonObject(claim)) continue
    const path = Array.isArray(claim['path']) ? claim['path'].map(String).join('.') : ''
    said.push([`claim ${path}`, claim['label']], [`claim ${path}`, isJsonObject(claim['values']) ? Object.values(claim['values']).flatMap(wordsIn) : undefined])
  }
  return [...new Set(said.filter(([, words]) => wordsIn(words).some((text) => text.length > longest || !isReadable(text))).map(([where]) => `${where} has words that are too long, or characters that do not show`))]
}

function wordsIn(value: Json | undefined): string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap(wordsIn)
  return isJsonObject(value) ? Object.values(value).flatMap(wordsIn) : []
}
