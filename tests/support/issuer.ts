import { createServer } from 'node:http'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { CryptoKey, JWK } from 'jose'
import { freePorts } from './ports.ts'

export interface TestIssuer {
  readonly issuer: string
  readonly audience: string
  readonly jwksUrl: string
  /** The public keys that it tells now. */
  keys: JWK[]
  /** How often its keys were asked for. */
  readonly asked: () => number
  /** Makes a key pair and tells of its public half. */
  addKey(alg: string, kid: string): Promise<CryptoKey>
  /** A token of `claims` that is good for an hour, signed by one of its keys. */
  sign(key: CryptoKey, header: { alg: string; kid?: string }, claims: object): Promise<string>
  close(): void
}

/** An issuer of end-user tokens whose keys are served over HTTP. */
export async function startIssuer(): Promise<TestIssuer> {
  const port = await freePorts()
  let asked = 0
  const server = createServer((_, response) => {
    asked++
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: issuer.keys }))
  })
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening))

  const issuer: TestIssuer = {
    issuer: 'https://issuer.example',
    audience: 'agent-state',
    jwksUrl: `http://127.0.0.1:${port}/jwks`,
    keys: [],
    asked: () => asked,
    async addKey(alg, kid) {
      const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
      issuer.keys.push({ ...(await exportJWK(publicKey)), alg, kid })
      return privateKey
    },
    sign: (key, header, claims) =>
      new SignJWT({
        iss: issuer.issuer,
        aud: issuer.audience,
        exp: Math.floor(Date.now() / 1000) + 3_600,
        ...claims,
      })
        .setProtectedHeader(header)
        .sign(key),
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
  return issuer
}
