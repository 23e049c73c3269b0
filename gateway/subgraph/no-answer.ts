import { PlainError } from '../../subgraphs/kit/told.ts'

/** A subgraph did not answer, or with something else than an answer. */
export class NoAnswer extends PlainError {
  /** It is for a reason that may have passed when it is asked again. */
  readonly mayPass: boolean

  constructor(message: string, mayPass: boolean, cause?: unknown) {
    super(message, { cause })
    this.name = 'NoAnswer'
    this.mayPass = mayPass
  }
}
