interface Flight<Answer> {
  readonly startedAt: number
  readonly answer: Promise<Answer>
}

export interface Flights<Answer> {
  /**
   * Joins a request under way for the same `key`, or starts one. Who came in after it was started does not join: a write
   * that they know of may have happened in between.
   */
  join(key: string, arrivedAt: number, start: () => Promise<Answer>): Promise<Answer>
}

/** Equal reads under way at the same time are one. Times are those of `performance.now()`. */
export function createFlights<Answer>(): Flights<Answer> {
  const flights = new Map<string, Flight<Answer>>()
  return {
    join(key, arrivedAt, start) {
      const known = flights.get(key)
      if (known && known.startedAt >= arrivedAt) return known.answer
      const flight = { startedAt: performance.now(), answer: start() }
      flights.set(key, flight)
      const land = () => {
        if (flights.get(key) === flight) flights.delete(key)
      }
      flight.answer.then(land, land)
      return flight.answer
    },
  }
}
