"""Waits until the portal's first page really answers, then says where it is and how to sign in.

The first time, the worker has a line to say about each of the demonstration's emails: the welcome comes after them, so
that it stays on the screen.
"""

import http.client
import os
import sys
import time
from contextlib import suppress

import redis

PATIENCE_SECONDS = 120
PATIENCE_WITH_THE_WORKER = 20
PASSWORD = "kent-demo-2022"
SIGN_INS = {
    "officer": "every officer role",
    "directory": "directory officer",
    "funding": "funding officer",
    "assessor": "assessor of applications",
    "payments": "pays awards: reads bank details",
    "board": "board officer",
    "broker": "broker at Ashford Volunteer Centre",
    "charity": "manages a baby bank in Thanet",
    "volunteer": "volunteer",
    "auditor": "reads everything, changes nothing",
}


def text(port):
    """What a person needs to start."""
    address = f"http://localhost:{port}"
    people = "\n".join(f"    {name + '@demo.kentcivil.example':<36}{what}" for name, what in SIGN_INS.items())
    return (
        f"\n  The portal is ready: {address}/\n\n"
        f"  Sign in with the password {PASSWORD} as\n{people}\n\n"
        f"  Officers work at       {address}/admin/\n"
        f"  Emails can be read at  {address}/admin/mail/message/ (as officer)\n\n"
        f"  Ctrl-C stops the portal; its data stays until `make reset`.\n"
    )


def wait_for(port, *, seconds=PATIENCE_SECONDS):
    """The status of the first page once the server answers, or None when it does not in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET", "/", headers={"Host": f"localhost:{port}"})
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        finally:
            connection.close()
    return None


def wait_for_the_worker(url, *, seconds=PATIENCE_WITH_THE_WORKER):
    """Until nothing waits in the queue, or time is up. A queue that cannot be asked is not waited for."""
    deadline = time.monotonic() + seconds
    with suppress(redis.RedisError, ValueError), redis.Redis.from_url(url, socket_timeout=5) as queue:
        while time.monotonic() < deadline and queue.llen("celery"):
            time.sleep(0.1)


if __name__ == "__main__":
    chosen = int(sys.argv[1])
    try:
        status = wait_for(chosen)
        wait_for_the_worker(os.environ["REDIS_URL"])
    except KeyboardInterrupt:
        sys.exit()
    if status == 200:
        print(text(chosen), flush=True)
    elif status:
        print(f"The first page answers with an error ({status}): the lines above say why.", flush=True)
