import { z } from 'zod'
import { MemoryCategory } from '../../prisma/client/enums.ts'

/** After how many days without change or use half of a memory's importance is left. */
export type HalfLives = Readonly<Record<MemoryCategory, number>>

/**
 * How somebody likes things and how they are done seldom changes; facts do within years; conclusions stand on other memories
 * and fall before them; what surrounds the work is gone with its week.
 */
const DEFAULT_HALF_LIVES: HalfLives = { PREFERENCE: 730, PROCEDURE: 730, FACT: 365, INSIGHT: 180, CONTEXT: 7 }

const CATEGORIES = Object.values(MemoryCategory).join('|')
const FORM = `must be as FACT=365,CONTEXT=14: categories, each once (${CATEGORIES}), and their days, over 0 to 36500`

const halfLife = z
  .string()
  .regex(new RegExp(`^(${CATEGORIES})=\\d{1,5}(\\.\\d{1,3})?$`), FORM)
  .transform((text): [string, number] => {
    const [category = '', days] = text.split('=')
    return [category, Number(days)]
  })
  .refine(([, days]) => days > 0 && days <= 36_500, FORM)

/** `MEMORY_HALF_LIFE_DAYS`: those given replace the defaults. */
export const halfLivesEnv = {
  MEMORY_HALF_LIFE_DAYS: z
    .string()
    .default('')
    .transform((text) => (text === '' ? [] : text.split(',').map((part) => part.trim())))
    .pipe(z.array(halfLife))
    .refine((given) => new Set(given.map(([category]) => category)).size === given.length, FORM)
    .transform((given): HalfLives => ({ ...DEFAULT_HALF_LIVES, ...Object.fromEntries(given) })),
}
