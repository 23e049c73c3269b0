import { createPrivateKey, createPublicKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { jwtVerify, SignJWT } from 'jose'

/**
 * Who may adopt a pod: whoever signs for its very address with the key whose public half its template has. So a pod that was
 * taken over has nothing with which to adopt another.
 */
const ALGORITHM = 'EdDSA'
const LIFETIME_SECONDS = 60
const TOLERANCE_SECONDS = 30

/** Reads a key of Ed25519 from PEM. Throws where it is none. */
export const readPrivateKey = (pem: string): KeyObject => requireEd25519(createPrivateKey(pem))
export const readPublicKey = (pem: string): KeyObject => requireEd25519(createPublicKey(pem))

function requireEd25519(key: KeyObject): KeyObject {
  if (key.asymmetricKeyType !== 'ed25519') throw new TypeError('not a key of Ed25519')
  return key
}

/** What makes the pod at `address` the sandbox `id`; good for a minute. */
export const signAdoption = (key: KeyObject, address: string, id: string): Promise<string> =>
  new SignJWT()
    .setProtectedHeader({ alg: ALGORITHM })
    .setAudience(address)
    .setSubject(id)
    .setIssuedAt()
    .setExpirationTime(`${LIFETIME_SECONDS}s`)
    .sign(key)

/** The id of the sandbox that a pod with one of these addresses is to be; null where the text is not good for that. */
export async function verifyAdoption(
  key: KeyObject,
  addresses: readonly string[],
  text: string,
): Promise<string | null> {
  try {
    const { payload } = await jwtVerify(text, key, {
      algorithms: [ALGORITHM],
      audience: [...addresses],
      requiredClaims: ['exp', 'sub'],
      clockTolerance: TOLERANCE_SECONDS,
      maxTokenAge: LIFETIME_SECONDS,
    })
    return payload.sub ?? null
  } catch {
    return null
  }
}
