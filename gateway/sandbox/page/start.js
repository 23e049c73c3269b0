/** How long Apollo's script, and then its frame, may take before this page's own explorer is shown instead. */
const SCRIPT_PATIENCE_MS = 3_000
const FRAME_PATIENCE_MS = 8_000

const config = JSON.parse(byId('config').textContent)

try {
  byId('loading').textContent = 'Loading Apollo Sandbox…'
  await showApolloSandbox(byId('apollo'))
} catch (error) {
  byId('apollo').remove()
  startExplorer(config, error.message)
} finally {
  byId('loading').remove()
}

async function showApolloSandbox(target) {
  await within(SCRIPT_PATIENCE_MS, loadScript(config.apollo.script), 'its script takes too long to load')
  target.hidden = false
  byId('loading').hidden = true
  // A script from the browser's cache says nothing of whether the frame can be loaded: its first message does.
  const answer = firstMessage(config.apollo.frameOrigin)
  new window.EmbeddedSandbox({
    target,
    initialEndpoint: new URL(config.endpoint, location.href).href,
    initialState: {
      document: config.document,
      variables: config.variables,
      // Shared, so that introspection and every tab send them, not just the first.
      sharedHeaders: config.headers,
      includeCookies: false,
      pollForSchemaUpdates: false,
    },
    endpointIsEditable: false,
    hideCookieToggle: true,
    runTelemetry: false,
    // The content security policy permits no style attributes: the frame's style is in this page's.
    allowDynamicStyles: false,
  })
  await within(FRAME_PATIENCE_MS, answer, 'it does not answer')
}

function loadScript(src) {
  return new Promise((resolve, reject) => {
    const unreachable = () => reject(new Error(`${new URL(src).host} can’t be reached`))
    document.head.append(element('script', { src, onload: resolve, onerror: unreachable }))
  })
}

function firstMessage(origin) {
  return new Promise((resolve) => {
    addEventListener('message', function listen(event) {
      if (event.origin !== origin) return
      removeEventListener('message', listen)
      resolve()
    })
  })
}

function within(ms, promise, reason) {
  return Promise.race([promise, new Promise((_, reject) => setTimeout(() => reject(new Error(reason)), ms))])
}
