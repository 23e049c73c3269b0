/** A positive whole number of at most nine digits; `name` is the option's. */
export function positive(name: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`--${name} must be a positive whole number`)
  return Number(text)
}
