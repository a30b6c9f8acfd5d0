"""A stand-in for the documented HTTP interface of GOV.UK Notify, on loopback. It checks each token as Notify does.

Written from the public documentation: paths, bodies, statuses, kinds of error, and the token (HS256, `iss` the service,
`iat` within 30 seconds of now). The check is our own, so that a mistake of the client's would be seen.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
import uuid
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

SERVICE = "26785a09-0000-4eb0-8407-000000000001"
SECRET = "3d844edf-0000-48ac-975b-000000000002"  # noqa: S105  (made up)
KEY = f"made_up-{SERVICE}-{SECRET}"
TEMPLATES = {"email": "f33517ff-0000-4f6e-b855-000000000003", "sms": "f33517ff-0000-4f6e-b855-000000000004"}
ADDRESS = {"email": "email_address", "sms": "phone_number"}


class NotifyStub:
    """taken: every notification that it accepted. failures: (status, kind) for the next requests that send.

    arrived: set when a message was taken; holding: while set, the answer to it waits.
    """

    def __init__(self, clock=time.time):
        self.taken: list[dict[str, str]] = []
        self.failures: deque[tuple[int, str]] = deque()
        self.requests: list[tuple[str, str]] = []
        self.arrived, self.holding, self.clock = threading.Event(), threading.Event(), clock
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                length = int(self.headers.get("Content-Length", 0))
                stub.answer(self, json.loads(self.rfile.read(length)))

            def do_GET(self):
                stub.answer(self, None)

            def log_message(self, *words):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *trouble):
        self.holding.clear()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def settings(self):
        return {"api_key": KEY, "templates": TEMPLATES, "base_url": self.url}

    def answer(self, request, body):
        self.requests.append((request.command, request.path))
        wrong = self._token_problem(request.headers.get("Authorization", ""))
        status, values = (403, _error("AuthError", wrong)) if wrong else self._routed(request, body)
        while self.holding.is_set() and body is not None:
            time.sleep(0.01)
        text = json.dumps(values).encode()
        try:
            request.send_response(status)
            request.send_header("Content-Type", "application/json")
            request.send_header("Content-Length", str(len(text)))
            request.end_headers()
            request.wfile.write(text)
        except OSError:
            pass  # whoever asked is gone

    def _token_problem(self, header):
        try:
            scheme, token = header.split()
            head, claims, signature = token.split(".")
            signed = hmac.new(SECRET.encode(), f"{head}.{claims}".encode(), hashlib.sha256).digest()
            values, kind = json.loads(_bytes(claims)), json.loads(_bytes(head))
        except (ValueError, KeyError):
            return "Unauthorized: authentication bearer scheme must be used"
        if scheme != "Bearer" or kind != {"typ": "JWT", "alg": "HS256"}:
            return "Invalid token: algorithm used is not HS256"
        if values.get("iss") != SERVICE:
            return "Invalid token: service not found"
        if not hmac.compare_digest(signed, _bytes(signature)):
            return "Invalid token: signature, api token not found"
        if abs(self.clock() - values.get("iat", 0)) > 30:
            return "Error: Your system clock must be accurate to within 30 seconds"
        return ""

    def _routed(self, request, body):
        place = urlsplit(request.path)
        parts = place.path.strip("/").split("/")
        if parts[:2] != ["v2", "notifications"]:
            return 404, _error("NoResultFound", "No result found")
        if body is not None:
            return self._sent(parts[2], body)
        if len(parts) == 3:
            found = [one for one in self.taken if one["id"] == parts[2]]
            return (200, found[0]) if found else (404, _error("NoResultFound", "No result found"))
        wanted = parse_qs(place.query).get("reference", [None])[0]
        listed = [one for one in self.taken if wanted is None or one["reference"] == wanted]
        return 200, {"notifications": listed[:250], "links": {"current": request.path}}

    def _sent(self, kind, body):
        if self.failures:
            status, error = self.failures.popleft()
            return status, _error(error, "made up")
        missing = {ADDRESS[kind], "template_id"} - body.keys()
        unknown = body.keys() - {ADDRESS[kind], "template_id", "personalisation", "reference"}
        if missing or unknown or body["template_id"] != TEMPLATES[kind]:
            return 400, _error("ValidationError", f"{missing} {unknown}")
        wanted = {"email": {"subject", "body"}, "sms": {"body"}}[kind]
        if body.get("personalisation", {}).keys() != wanted:
            return 400, _error("BadRequestError", "Missing personalisation")
        words = body["personalisation"]
        made = {"id": str(uuid.uuid4()), "reference": body.get("reference"), "type": kind, "status": "sending"}
        self.taken.append({**made, ADDRESS[kind]: body[ADDRESS[kind]], **words})
        self.arrived.set()
        return 201, {"id": made["id"], "reference": made["reference"], "content": words, "uri": "", "template": {}}


def _bytes(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _error(kind, words):
    return {"status_code": 0, "errors": [{"error": kind, "message": words}]}
