"""A mail server of our own, on loopback, that can behave as badly as real ones do."""

import socketserver
import threading
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default


class PostOffice(socketserver.ThreadingTCPServer):
    """Speaks SMTP and keeps what it is given in `letters`.

    `manner` is how it behaves from now on: "polite"; "refuses" (the address, for good); "busy" (the address, for
    now); "silent" (accepts the connection and never says a word); "dies" (takes the letter and hangs up instead of
    answering). `knocked` is set when somebody connects.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Counter)
        self.letters = []
        self.manner = "polite"
        self.knocked = threading.Event()

    @property
    def port(self):
        return self.server_address[1]


@contextmanager
def open_post_office():
    with PostOffice() as office:
        threading.Thread(target=office.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield office
        office.shutdown()


class _Counter(socketserver.StreamRequestHandler):
    def handle(self):
        self.server.knocked.set()
        if self.server.manner == "silent":
            self.rfile.read(1)
            return
        self._say("220 post office")
        while line := self.rfile.readline():
            word = line.split()[0].upper() if line.split() else b""
            if word == b"QUIT":
                self._say("221 bye")
                return
            if word == b"RCPT" and self.server.manner in ("refuses", "busy"):
                self._say(
                    "550 no such person as " + line.decode().strip()
                    if self.server.manner == "refuses"
                    else "451 come back later"
                )
            elif word == b"DATA":
                self._say("354 go on")
                if not self._take_letter():
                    return
            else:
                self._say("250 yes")

    def _take_letter(self):
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.server.letters.append(message_from_bytes(b"".join(lines), policy=default))
        if self.server.manner == "dies":
            return False
        self._say("250 taken")
        return True

    def _say(self, words):
        self.wfile.write(f"{words}\r\n".encode())
