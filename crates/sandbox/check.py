"""A client of another language, with nothing but Python's standard library: a whole story against a running sandbox.

    cargo xtask sandbox --port 0 --job-speed step     # the first line it prints is: listening on http://127.0.0.1:PORT
    python3 crates/sandbox/check.py http://127.0.0.1:PORT
"""

import atexit
import base64
import http.server
import json
import queue
import sys
import threading
import urllib.error
import urllib.request

ADDRESS = sys.argv[1]
KEY = base64.b64encode(b"sandbox-key:sandbox-secret").decode()
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def call(method, path, body=None, base="/v1"):
    """Sends a request; returns status, headers and body."""
    request = urllib.request.Request(ADDRESS + base + path, method=method)
    request.add_header("authorization", "Basic " + KEY)
    if body is not None:
        request.data = json.dumps(body).encode()
        request.add_header("content-type", "application/json")
    try:
        with DIRECT.open(request, timeout=10) as response:
            return response.status, response.headers, json.load(response)
    except urllib.error.HTTPError as error:
        return error.code, error.headers, json.load(error)


def ok(method, path, body=None, base="/v1"):
    status, _, answer = call(method, path, body, base)
    assert status == 200, (method, path, status, answer)
    return answer


def control(method, path, body=None):
    return ok(method, path, body, "/_sandbox")


# A receiver of webhooks on a free port.
heard = queue.Queue()


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        heard.put(json.loads(self.rfile.read(int(self.headers["content-length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


receiver = http.server.HTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=receiver.serve_forever, daemon=True).start()

# At the end everything is restored: the world with its webhooks and clock, the faults, the speed of jobs.
found = {"world": control("GET", "/world"), "faults": control("GET", "/faults"), "speed": control("GET", "/overview")["job_speed"]}


def put_back():
    control("PUT", "/jobs/speed", {"speed": found["speed"]})
    control("DELETE", "/faults")
    for fault in found["faults"]:
        control("POST", "/faults", {"fault": fault["fault"]})
    control("PUT", "/world", found["world"])


atexit.register(put_back)
control("POST", "/reset", {"world": "demo", "seed": 1})
control("DELETE", "/faults")
control("PUT", "/jobs/speed", {"speed": "step"})
control("POST", "/webhooks", {"url": f"http://127.0.0.1:{receiver.server_port}/", "topics": ["user.created", "group_member.added"]})

# A group, a field of it, a member with a value.
group = ok("POST", "/groups", {
    "name": "Divers", "alias_name": "divers", "parent_group_id": 1, "privacy": 5, "invite_members_enabled": True,
    "hidden_emails": False, "default_emails_frequency": 0, "manager_email_address": "sam.cooper@example.org",
})
control("POST", "/fields", {"group_id": group["id"], "field": {"name": "Depth", "type": "number", "unique_name": "depth"}})
member = ok("POST", f"/groups/{group['id']}/members", {"fields": {"email": "deep@example.org", "first_name": "Deep", "depth": 40}})
assert member["fields"]["depth"] == 40, member
topics = {note["topic"] for note in heard.get(timeout=10)["notifications"]} | {note["topic"] for note in heard.get(timeout=10)["notifications"]}
assert "user.created" in topics and "group_member.added" in topics, topics

# An import, step by step.
job = ok("POST", "/bulk/members", {"group_id": group["id"], "users": [{"fields": {"email": f"d{n}@example.org"}} for n in range(60)]})
states = [job["status"]] + [control("POST", "/jobs/step")["status"] for _ in range(2)]
assert states == ["queued", "processing", "completed"], states
assert len(ok("GET", f"/bulk/members/{job['job_id']}")["result"]["users_imported"]) == 60
seen = 0
while page := ok("GET", f"/groups/{group['id']}/members?limit=25&offset={seen}"):
    seen += len(page)
assert seen == 62, seen

# A fault, drift, and the validator's word for it.
control("POST", "/faults", {"fault": "listUsers:status=503,retry-after=2,times=1"})
status, headers, _ = call("GET", "/users")
assert (status, headers["retry-after"]) == (503, "2")
control("POST", "/faults", {"fault": "getGroup:rename=/name>title,times=1"})
assert "title" in ok("GET", f"/groups/{group['id']}")
verdict = control("GET", "/requests")[0]["verdict"]
assert "missing-property" in [found["code"] for found in verdict], verdict

# An error names the property and its basis.
status, headers, answer = call("PUT", f"/groups/{group['id']}", {"privacy": 7})
assert status == 422 and "privacy" in answer["error_message"], answer
assert headers["x-sandbox-basis"] == "decision; E39; page=update-single-group", headers["x-sandbox-basis"]

# A world is saved, spoilt, and loaded again.
world = control("GET", "/world")
ok("DELETE", f"/users/{member['id']}")
assert call("GET", f"/users/{member['id']}")[0] == 404
control("PUT", "/world", world)
assert ok("GET", f"/users/{member['id']}")["email"] == "deep@example.org"

print("all is as documented")
