import { isJsonObject, type Bilingual } from '../kernel/json.ts'

/** Whether both languages are there, and are not the same words: those were not translated. */
export const isTranslated = (value: unknown): value is Bilingual =>
  isJsonObject(value) && ['en', 'cy'].every((language) => typeof value[language] === 'string' && value[language].trim() !== '') && value['en'] !== value['cy']
