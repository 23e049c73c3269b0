/*
 * Evaluated in the guest after prelude.js: `fetch` as the web has it, as far as code for agents asks for it. The host
 * blocks while it asks, so that one request follows another however they were begun.
 */
;(function (host) {
  'use strict'

  const MAX_REDIRECTS = 20
  const REDIRECTS = [301, 302, 303, 307, 308]
  const originOf = (url) => /^https?:\/\/[^/?#]+/i.exec(url)?.[0].toLowerCase()

  class Headers {
    #values = new Map()
    constructor(init = {}) {
      const entries = typeof init[Symbol.iterator] === 'function' ? init : Object.entries(init)
      for (const [name, value] of entries) this.append(name, value)
    }
    append(name, value) {
      const key = String(name).toLowerCase()
      this.#values.set(key, this.#values.has(key) ? `${this.#values.get(key)}, ${value}` : String(value))
    }
    set(name, value) {
      this.#values.set(String(name).toLowerCase(), String(value))
    }
    get(name) {
      return this.#values.get(String(name).toLowerCase()) ?? null
    }
    has(name) {
      return this.#values.has(String(name).toLowerCase())
    }
    delete(name) {
      this.#values.delete(String(name).toLowerCase())
    }
    forEach(visit) {
      this.#values.forEach((value, name) => visit(value, name, this))
    }
    entries() {
      return this.#values.entries()
    }
    [Symbol.iterator]() {
      return this.entries()
    }
  }

  class Response {
    #bytes
    constructor({ status, headers, url, redirected }, bytes) {
      this.#bytes = bytes
      Object.assign(this, { status, url, redirected, ok: status >= 200 && status < 300 })
      this.headers = new Headers(headers)
    }
    async bytes() {
      return this.#bytes
    }
    async arrayBuffer() {
      return this.#bytes.buffer
    }
    async text() {
      return new TextDecoder().decode(this.#bytes)
    }
    async json() {
      return JSON.parse(await this.text())
    }
  }

  const bytesOf = (body) => {
    if (body == null) return ''
    if (typeof body === 'string' || body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return body
    throw new TypeError('a body must be a string or bytes')
  }

  const fetch = async (resource, init = {}) => {
    const { redirect = 'follow' } = init
    const headers = new Headers(init.headers)
    let method = String(init.method ?? 'GET').toUpperCase()
    let body = bytesOf(init.body)
    if (typeof init.body === 'string' && !headers.has('content-type'))
      headers.set('content-type', 'text/plain;charset=UTF-8')
    let url = String(resource)
    for (let redirects = 0; ; redirects++) {
      const answer = ask({ method, url, headers: [...headers] }, body)
      const location = REDIRECTS.includes(answer.status) ? new Headers(answer.headers).get('location') : null
      if (location === null || redirect === 'manual')
        return new Response({ ...answer, redirected: redirects > 0 }, host.fetched())
      if (redirect === 'error') throw new TypeError('fetch failed: the host redirects')
      if (redirects === MAX_REDIRECTS) throw new TypeError('fetch failed: too many redirects')
      url = host.resolve(location, answer.url)
      if (originOf(url) !== originOf(answer.url)) headers.delete('authorization')
      if (answer.status === 303 || (answer.status < 303 && method === 'POST')) {
        method = 'GET'
        body = ''
        headers.delete('content-type')
      }
    }
  }

  const ask = (request, body) => {
    try {
      return JSON.parse(host.fetch(JSON.stringify(request), body))
    } catch (reason) {
      throw new TypeError(`fetch failed: ${reason?.message ?? reason}`)
    }
  }

  for (const [name, value] of Object.entries({ fetch, Headers, Response })) {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false })
  }
})
