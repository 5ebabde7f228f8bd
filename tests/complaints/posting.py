"""Mails as people send them, and a mail server that speaks IMAP over TLS on this machine."""

import datetime as dt
import re
import socketserver
import ssl
import threading
from contextlib import contextmanager
from email.message import EmailMessage

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

CANARY = "金丝雀：住建局窗口另要一份图纸"
SENDER = "chenxiulan@example.org"
PDF = b"%PDF-1.7 drawing"


def mail(identifier="<a1@example.org>", *, text=CANARY, attached=(), **headers) -> bytes:
    """A mail with its headers; `attached` are (name, bytes)."""
    message = EmailMessage()
    said = {"From": f"陈秀兰 <{SENDER}>", "To": "tousu@example.gov.cn", "Subject": "反映施工许可",
            "Date": "Mon, 09 Feb 2026 20:00:00 +0800", "Message-ID": identifier,
            "Received": "from mx by mail.example.gov.cn; Tue, 10 Feb 2026 23:30:00 +0800"}  # fmt: skip
    for name, value in {**said, **headers}.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    for name, data in attached:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


class Session(socketserver.StreamRequestHandler):
    """One IMAP connection: what our client asks for, and no more."""

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.say("* OK ready")
        while line := self.rfile.readline().decode().strip():
            tag, word, rest = [*line.split(" ", 2), ""][:3]
            if word == "UID":
                word, _, rest = rest.partition(" ")
            self.server.heard.append(word)
            getattr(self, f"do_{word.lower()}", self.do_other)(tag, rest)
            if word == "LOGOUT":
                return

    def do_other(self, tag: str, rest: str) -> None:
        self.say(f"{tag} OK done")

    def do_capability(self, tag: str, rest: str) -> None:
        self.say("* CAPABILITY IMAP4rev1")
        self.say(f"{tag} OK done")

    def do_login(self, tag: str, rest: str) -> None:
        self.say(f"{tag} OK done" if rest == 'centre "p w"' else f"{tag} NO canary-words")

    def do_select(self, tag: str, rest: str) -> None:
        self.say(f"* {len(self.server.mails)} EXISTS")
        self.say(f"{tag} OK [READ-WRITE]")

    def do_search(self, tag: str, rest: str) -> None:
        self.say("* SEARCH " + " ".join(map(str, self.server.mails)))
        self.say(f"{tag} OK done")

    def do_fetch(self, tag: str, rest: str) -> None:
        number = int(rest.split()[0])
        data = self.server.mails[number]
        came = '"10-Feb-2026 23:59:00 +0800"'
        self.say(f"* 1 FETCH (UID {number} INTERNALDATE {came} BODY[] {{{len(data)}}}")
        self.wfile.write(data)
        self.say(")")
        self.say(f"{tag} OK done")

    def do_store(self, tag: str, rest: str) -> None:
        assert re.fullmatch(r"\d+ \+FLAGS\.SILENT \(\\Deleted\)", rest)
        self.server.deleted.append(int(rest.split()[0]))
        self.say(f"{tag} OK done")

    def do_expunge(self, tag: str, rest: str) -> None:
        for number in self.server.deleted:
            self.server.mails.pop(number, None)
        self.say(f"{tag} OK done")


class Server(socketserver.ThreadingTCPServer):
    """Mails by number, over TLS."""

    daemon_threads, allow_reuse_address = True, True

    def __init__(self, mails: dict[int, bytes], context: ssl.SSLContext) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.mails, self.deleted, self.heard = mails, [], []
        self.socket = context.wrap_socket(self.socket, server_side=True)

    def handle_error(self, request, client_address) -> None:
        """A client that did not trust us has hung up."""


@contextmanager
def served(mails: dict[int, bytes], folder):
    """The server while the block runs, and the file with the certificate that its clients must trust."""
    certificate = _certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with Server(mails, context) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server, certificate
        server.shutdown()


def _certificate(folder):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(dt.datetime(2020, 1, 1))
        .not_valid_after(dt.datetime(2099, 1, 1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "server.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path
