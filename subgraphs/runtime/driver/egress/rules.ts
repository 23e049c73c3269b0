import type { EgressRule } from '../types.ts'

export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

/** Headers that say how a message travels, which is for the proxy to say. */
const REFUSED_HEADERS = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** Whether a header is not for a request's author to set. */
export const isRefusedHeader = (name: string): boolean =>
  REFUSED_HEADERS.has(name.toLowerCase()) || /^(proxy-|sec-)/i.test(name)

/** A rule's host in the form that `ruleFor` compares; null where it is none. */
export function parseHost(given: string): string | null {
  const [, wildcard = '', name = '', port = ''] = /^(\*\.)?([^*/@?#\\\s]+?)(:\d{1,5})?$/.exec(given) ?? []
  const text = `https://${name}${port}`
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || url.hostname === '' || url.pathname !== '/') return null
  const host = url.hostname.replace(/\.$/, '')
  // A name below an address makes no sense, and below a top-level domain is everybody.
  if (wildcard !== '' && (!/[a-z]/.test(host) || !host.includes('.') || host.startsWith('['))) return null
  return wildcard + host + port
}

/** The first rule that allows a request to a host. */
export function ruleFor(rules: readonly EgressRule[], url: URL, method: string): EgressRule | undefined {
  const host = url.hostname.replace(/\.$/, '')
  // A URL leaves out the port that is its scheme's own.
  const ports = url.port === '' ? ['', url.protocol === 'https:' ? ':443' : ':80'] : [`:${url.port}`]
  return rules.find((rule) => {
    if (!rule.methods.includes(method)) return false
    return ports.some((port) => {
      if (!rule.host.startsWith('*.')) return rule.host === host + port
      return `${host}${port}`.endsWith(rule.host.slice(1))
    })
  })
}
