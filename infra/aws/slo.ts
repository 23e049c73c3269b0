/** What the platform promises: https://sre.google/workbook/alerting-on-slos has the method and the burn rates. */
export const SLO = {
  /** Share of requests that is answered without a server's fault. */
  availability: 0.999,
  /** Of 99 in 100 requests, in seconds, at the load balancer. */
  latencyP99: 0.1,
  /**
   * Budget is burnt `rate` times too fast over the long window and still is over the short one. Windows in minutes; the long
   * one in so many periods, each of which burns: CloudWatch knows none of more than a day.
   */
  burns: [
    { name: 'fast', rate: 14.4, long: 60, periods: 1, short: 5 },
    { name: 'slow', rate: 6, long: 360, periods: 1, short: 30 },
    { name: 'steady', rate: 1, long: 4_320, periods: 3, short: 360 },
  ],
} as const
