"""urllib.request without sockets: each request is put to the host, which asks in the place of the code, or refuses."""

import email.message
import io
import json
import urllib.error
import urllib.request
import urllib.response

# Bound by the runner: takes JSON and a body, both as text of one character a byte, and answers likewise.
ask = None


class HostHandler(urllib.request.BaseHandler):
    """Before the handlers that would open a socket. Redirects come back here, as requests like any other."""

    handler_order = 100

    def http_open(self, request):
        body = request.data
        if body is None:
            body = b""
        elif not isinstance(body, (bytes, bytearray)):
            body = body.read() if hasattr(body, "read") else b"".join(body)
        headers = [[name, value] for name, value in request.header_items()]
        asked = {"method": request.get_method(), "url": request.full_url, "headers": headers}
        text = ask(json.dumps(asked), bytes(body).decode("latin-1"))
        end = 8 + int(text[:8], 16)
        answer = json.loads(text[8:end].encode("latin-1").decode())
        if "reason" in answer:
            raise urllib.error.URLError(answer["reason"])
        headers = email.message.Message()
        for name, value in answer["headers"]:
            headers[name] = value
        content = io.BytesIO(text[end:].encode("latin-1"))
        response = urllib.response.addinfourl(content, headers, request.full_url, answer["status"])
        response.msg = response.reason = ""
        return response

    https_open = http_open


urllib.request.install_opener(urllib.request.build_opener(HostHandler))
