import { cachePolicy } from './cache-policy.ts'
import type { CacheRule } from './cache-policy.ts'

export interface Backend {
  readonly host: string
  readonly port: number
}

/** What a caller may say that an origin's answer could depend on. */
const CALLER_HEADERS = [
  'Accept',
  'Accept-Language',
  'Authorization',
  'Cookie',
  'If-Modified-Since',
  'If-None-Match',
  'Origin',
  'Range',
  'X-Forwarded-For',
]

/**
 * The configuration of a Varnish (7) that keeps to `cachePolicy`, in place of a CDN: what may be stored is stored under its
 * path and query parameters alone, everything else is passed on whole. Its answers say in `x-cache` what became of them.
 */
export function varnishConfig(backends: Readonly<Record<CacheRule['origin'], Backend>>): string {
  const rules: readonly CacheRule[] = cachePolicy.stored
  return `vcl 4.1;

${Object.entries(backends)
  .map(([name, { host, port }]) => `backend ${name} { .host = "${host}"; .port = "${port}"; }`)
  .join('\n')}

sub vcl_recv {
  unset req.http.x-rule;
  set req.backend_hint = graph;
${rules.map(receive).join('\n')}
  if (!req.http.x-rule) { return (pass); }
${CALLER_HEADERS.map((name) => `  unset req.http.${name};`).join('\n')}
  return (hash);
}

sub vcl_hash {
  hash_data(req.url);
  return (lookup);
}

sub vcl_backend_fetch {
${rules.map(fetch).join('\n')}
  unset bereq.http.x-rule-query;
}

sub vcl_backend_response {
  set beresp.grace = 0s;
  set beresp.keep = 0s;
  if (bereq.uncacheable) { return (deliver); }
${rules.map(respond).join('\n')}
  if (${cachePolicy.errorStatuses.map((status) => `beresp.status == ${status}`).join(' || ')}
    || beresp.http.Cache-Control ~ "(?i)(private|no-store|no-cache)" || beresp.http.Set-Cookie) {
    set beresp.uncacheable = true;
    set beresp.ttl = 0s;
  }
  return (deliver);
}

sub vcl_backend_error {
  set beresp.http.Cache-Control = "no-store";
  set beresp.uncacheable = true;
  set beresp.ttl = 0s;
  return (deliver);
}

sub vcl_deliver {
  if (obj.hits > 0) { set resp.http.x-cache = "hit"; }
  elsif (req.http.x-rule) { set resp.http.x-cache = "miss"; }
  else { set resp.http.x-cache = "pass"; }
}

sub vcl_synth {
  set resp.http.Cache-Control = "no-store";
  set resp.http.Content-Type = "application/json; charset=utf-8";
  synthetic({"{"errors":[{"message":""} + resp.reason + {"","extensions":{"code":"BAD_REQUEST" } }]}"});
  return (deliver);
}
`
}

/** Takes a rule's requests, and leaves of them what tells answers apart. */
function receive({ path, origin, queryKey }: CacheRule, index: number): string {
  const matches = `!req.http.x-rule && req.url ~ "^${pathPattern(path)}(\\?|$)"`
  const parameters = queryKey.map(
    (name) => `
    if (req.url ~ "[?&]${name}=.*[?&]${name}=") { return (synth(400, "${name} is given twice")); }
    if (req.url ~ "[?&]${name}=") {
      set req.http.x-rule-query = req.http.x-rule-query + "&" + regsub(req.url, "^.*[?&](${name}=[^&]*).*$", "\\1");
    }`,
  )
  return `  if (${matches}) {
    if (req.method != "GET" && req.method != "HEAD") { return (synth(405, "only GET is answered here")); }
    set req.http.x-rule = "${index}";
    set req.backend_hint = ${origin};
    set req.http.x-rule-query = "";${parameters.join('')}
    set req.url = regsub(req.url, "\\?.*$", "") + regsub(req.http.x-rule-query, "^&", "?");
    unset req.http.x-rule-query;
  }`
}

const fetch = ({ originHeaders }: CacheRule, index: number) =>
  `  if (bereq.http.x-rule == "${index}") {${Object.entries(originHeaders)
    .map(([name, value]) => ` set bereq.http.${name} = "${value}";`)
    .join('')} }`

/** What says nothing of its age has the default's; what says so is held between the least and the most. */
const respond = ({ ttl }: CacheRule, index: number) => `  if (bereq.http.x-rule == "${index}") {
    if (beresp.http.Cache-Control !~ "(?i)(max-age|s-maxage)") { set beresp.ttl = ${ttl.default}s; }
    if (beresp.ttl < ${ttl.min}s) { set beresp.ttl = ${ttl.min}s; }
    if (beresp.ttl > ${ttl.max}s) { set beresp.ttl = ${ttl.max}s; }
  }`

const pathPattern = (path: string) => path.replaceAll(/[.+?^$()[\]{}|\\]/g, '\\$&').replaceAll('*', '.*')
