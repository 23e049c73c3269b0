import { describe, it } from '@jest/globals'

/** A program that a suite needs, in the words of its name and its failure. */
interface Need {
  readonly needs: string
  readonly missing: string
  readonly skipped: string
}

/** Suites that need a program: skipped by name where there is none, which is a failure in CI. */
export const describeWith =
  (isInstalled: boolean, { needs, missing, skipped }: Need) =>
  (name: string, body: () => void): void => {
    if (isInstalled) describe(name, body)
    else if (process.env['CI'] === 'true')
      describe(name, () => it(`needs ${needs}`, () => Promise.reject(new Error(missing))))
    else describe.skip(`${name} (skipped: ${skipped})`, body)
  }
