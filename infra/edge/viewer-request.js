// A CloudFront Function (runtime 2.0, no imports): brings persisted GETs of /graphql/public to one form, so that
// the same question is stored once however a client wrote it, and answers what can be none without asking the origin.

var LIMIT = 6000

function handler(event) {
  var request = event.request
  if (request.method === 'OPTIONS') return request
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return refusal(405, 'Method Not Allowed', 'METHOD_NOT_ALLOWED', 'only GET is answered here', 'GET, HEAD')
  }
  try {
    request.querystring = normalised(request.querystring)
    return request
  } catch (error) {
    return refusal(400, 'Bad Request', 'BAD_REQUEST', error.expected ? error.message : 'cannot be read')
  }
}

/** Exactly operationName, variables and extensions, each canonical; anything else is dropped. */
function normalised(query) {
  var name = parameter(query, 'operationName')
  if (!/^[_A-Za-z][_0-9A-Za-z]{0,199}$/.test(name)) fail('operationName is not a name')

  var persisted = object(parameter(query, 'extensions'), 'extensions').persistedQuery
  var hash = persisted && persisted.sha256Hash
  if (typeof hash !== 'string' || !/^[0-9a-f]{64}$/i.test(hash)) {
    fail('extensions.persistedQuery.sha256Hash is not a SHA-256 in hexadecimal')
  }

  return {
    operationName: { value: name },
    variables: {
      value: encodeURIComponent(canonical(object(parameter(query, 'variables') || '{}', 'variables'))),
    },
    extensions: {
      value: encodeURIComponent('{"persistedQuery":{"sha256Hash":"' + hash.toLowerCase() + '","version":1}}'),
    },
  }
}

/** CloudFront hands values over as they came, percent-encoded. */
function parameter(query, name) {
  var given = query[name]
  if (!given) return ''
  if (given.multiValue) fail(name + ' is given twice')
  if (given.value.length > LIMIT) fail(name + ' is too long')
  return decodeURIComponent(given.value.replace(/\+/g, ' '))
}

function object(text, name) {
  var value
  try {
    value = JSON.parse(text)
  } catch (_) {
    fail(name + ' is not JSON')
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) fail(name + ' is not an object')
  return value
}

/** JSON with sorted keys. Text is built and no object, so that a key named __proto__ stays a key. */
function canonical(value) {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return '[' + value.map(canonical).join(',') + ']'
  var members = Object.keys(value)
    .sort()
    .map(function (key) {
      return JSON.stringify(key) + ':' + canonical(value[key])
    })
  return '{' + members.join(',') + '}'
}

function fail(message) {
  var error = new Error(message)
  error.expected = true
  throw error
}

function refusal(status, statusText, code, message, allow) {
  var headers = {
    'content-type': { value: 'application/json; charset=utf-8' },
    'cache-control': { value: 'no-store' },
  }
  if (allow) headers.allow = { value: allow }
  var body = { errors: [{ message: message, extensions: { code: code } }] }
  return {
    statusCode: status,
    statusDescription: statusText,
    headers: headers,
    body: { encoding: 'text', data: JSON.stringify(body) },
  }
}
