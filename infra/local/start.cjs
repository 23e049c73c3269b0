// Plain JavaScript of any age, so that an old Node can run it and be told.
'use strict'

const NEEDED = [20, 19]
const [major, minor] = process.versions.node.split('.').map(Number)

if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
  console.error('Node ' + NEEDED.join('.') + ' or newer is needed; this is ' + process.versions.node + '.')
  process.exit(1)
}

// Apollo's libraries report usage to Apollo unless told not to.
process.env.APOLLO_TELEMETRY_DISABLED = '1'

import('tsx/esm/api').then(function (tsx) {
  tsx.register()
  return import('./main.ts')
})
