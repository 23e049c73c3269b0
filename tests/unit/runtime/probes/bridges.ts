/** What code tries at the bridge to hosts. `allowed` is a host that it may reach, of which there are no others. */
export interface BridgeTargets {
  /** `http://127.0.0.1:port` of the host that may be reached. */
  readonly allowed: string
  /** The port of one that may not. */
  readonly port: number
}

export interface BridgeProbe {
  readonly name: string
  readonly url: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Each would be answered with the word REACHED by the host that may not be asked, or by one that is not asked so. */
export const bridgeProbes = ({ allowed, port }: BridgeTargets): readonly BridgeProbe[] => [
  { name: 'another port of the host', url: `http://127.0.0.1:${port}/` },
  { name: 'this machine by name', url: `http://localhost:${port}/` },
  { name: 'this machine by a wildcard name', url: `http://private.probe.localhost:${port}/` },
  { name: 'an address in decimal', url: `http://2130706433:${port}/` },
  { name: 'an address in octal', url: `http://0177.0.0.1:${port}/` },
  { name: 'a short address', url: `http://127.1:${port}/` },
  { name: 'an address in IPv6', url: `http://[::1]:${port}/` },
  { name: 'an IPv4 address in IPv6', url: `http://[::ffff:127.0.0.1]:${port}/` },
  { name: 'any address', url: `http://0.0.0.0:${port}/` },
  { name: 'the metadata of a cloud', url: 'http://169.254.169.254/latest/meta-data/' },
  { name: 'the metadata of a cloud by its allowed address', url: 'http://169.254.169.254:8080/' },
  { name: 'a user that looks like the host', url: `${allowed}@127.0.0.1:${port}/` },
  { name: 'a backslash in the authority', url: `http://127.0.0.1:${port}\\@${allowed.slice(7)}/` },
  { name: 'a file', url: 'file:///etc/passwd' },
  { name: 'another scheme', url: `ftp://127.0.0.1:${port}/` },
  { name: 'a redirect to another port', url: `${allowed}/redirect?to=http://127.0.0.1:${port}/` },
  { name: 'a redirect to this machine by name', url: `${allowed}/redirect?to=http://localhost:${port}/` },
  { name: 'a redirect to a file', url: `${allowed}/redirect?to=file:///etc/passwd` },
  { name: 'a redirect without end', url: `${allowed}/redirect?to=/redirect%3Fto%3D/loop` },
  { name: 'a method that is not allowed', url: `${allowed}/reached`, method: 'DELETE' },
  { name: 'a method that opens a tunnel', url: `${allowed}/reached`, method: 'CONNECT' },
  {
    name: 'a header with a line end',
    url: `${allowed}/header`,
    headers: { 'x-a': 'b\r\nx-smuggled: REACHED' },
  },
  { name: 'another host by header', url: `${allowed}/host`, headers: { host: 'REACHED.example' } },
  {
    name: 'a secret of its own in the place of ours',
    url: `${allowed}/secret`,
    headers: { 'X-Secret': 'REACHED' },
  },
  { name: 'an answer that is too large', url: `${allowed}/large` },
  { name: 'a secret that the host repeats', url: `${allowed}/echo` },
  { name: 'a secret that the host repeats in a header', url: `${allowed}/echo-header` },
]

const quoted = (value: unknown) => JSON.stringify(value)

/** The code of a probe: what it evaluates to is the answer's headers and text. */
export const CODE = {
  javascript: ({ url, method = 'GET', headers = {} }: BridgeProbe) =>
    `await (async () => {
       const answer = await fetch(${quoted(url)}, ${quoted({ method, headers })})
       return [...answer.headers].join() + (await answer.text())
     })()`,
  python: ({ url, method = 'GET', headers = {} }: BridgeProbe) =>
    `import urllib.request as u
answer = u.urlopen(u.Request(${quoted(url)}, method=${quoted(method)}, headers=${quoted(headers)}))
str(answer.headers) + answer.read().decode("latin-1")`,
} as const

/** Code that looks for a secret everywhere it can look, after it was used. */
export const SECRET_HUNTS: Readonly<Record<keyof typeof CODE, readonly (readonly [string, string])[]>> = {
  javascript: [
    ['the environment', 'JSON.stringify(env)'],
    ['files', 'fs.list().map((path) => fs.readFile(path)).join()'],
    ['the source of fetch', 'fetch.toString() + Response.toString()'],
    [
      'every global',
      `const seen = new Set(); let found = '';
       const walk = (o, d) => {
         if (d > 6 || Object(o) !== o || seen.has(o)) return
         seen.add(o)
         for (const k of Reflect.ownKeys(o)) { try { found += String(k) + (typeof o[k] === 'string' ? o[k] : ''); walk(o[k], d + 1) } catch {} }
       }
       walk(globalThis, 0); found.length > 60000 ? found.slice(-60000) : found`,
    ],
    [
      'an error',
      `let told = ''; try { await fetch('http://nobody.example/') } catch (e) { told = e.message + e.stack } told`,
    ],
  ],
  python: [
    ['the environment', 'import os; str(os.environ)'],
    ['every object', 'import gc; str([o for o in gc.get_objects() if isinstance(o, (str, dict))])[-60000:]'],
    [
      'the memory of the interpreter',
      `import ctypes
needle = "".join(reversed("ytivargfosseltoor")).encode()
heap = ctypes.string_at(1024, 31_000_000)
# The needle itself is in the heap too: what would follow it in the secret is not.
places = []
at = heap.find(needle)
while at >= 0:
    if heap[at + len(needle):at + len(needle) + 2] == b"-" + b"1": places.append(at)
    at = heap.find(needle, at + 1)
found = "LEAKED-BY-HEAP" * len(places)
del heap, needle, places
found`,
    ],
    [
      'an error',
      `
try: u.urlopen("http://nobody.example/")
except Exception as error: told = repr(error)
told`,
    ],
  ],
}
