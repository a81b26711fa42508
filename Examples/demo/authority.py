#!/usr/bin/env python3
"""A time-stamping authority for demonstrations and tests: RFC 3161 over HTTP, on the loopback only.

DÉMONSTRATION. Whoever runs it owns its clock and its keys, so what it stamps proves nothing to anyone.
Every name in its certificates and every file it writes says so.

    authority.py --state DIR [--port-file FILE] [--port N] [--fault NAME [--times N]] [--basic USER:PASSWORD]

The first start makes, in DIR, a root and a time-stamping certificate under it (ECDSA P-256, ten years,
extendedKeyUsage critical and timeStamping alone). Later starts with the same DIR use the same keys. The port is
chosen by the system unless --port gives one; it is written to FILE (whole or not at all) and printed, once
the server accepts connections. SIGTERM ends it.

    POST /            application/timestamp-query in, application/timestamp-reply out, made by `openssl ts -reply`
    GET  /root.pem    the root certificate, what a trust policy names
    GET  /requests    how many queries have come in, for tests of retries

A fault is one thing done wrong, for every query or, with --times N, for the first N of them. See FAULTS below.
Only Python's standard library and the `openssl` command are used.
"""

import argparse
import base64
import fcntl
import gzip
import hmac
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

QUERY_TYPE = "application/timestamp-query"
REPLY_TYPE = "application/timestamp-reply"
MAXIMUM_QUERY_BYTES = 64 * 1024
OVERSIZED_REPLY_BYTES = 2 * 1024 * 1024

FAULTS = {
    "slow": "answers well, after --delay seconds",
    "html": "status 200 and a web page, as captive portals do",
    "503": "status 503 with Retry-After: 0",
    "gzip": "answers well, but compressed without being asked",
    "wrong-nonce": "a good token for the query with another nonce",
    "wrong-imprint": "a good token for the query with another imprint",
    "someone-elses-token": "a good token made for another query altogether",
    "wrong-certificate": "signed by a certificate that is not for time-stamping",
    "no-certificate": "a token without the certificate that the query asked for",
    "clock-skew": "a well-signed token whose genTime is two years ahead",
    "bad-signature": "the last byte of the signature changed",
    "rejection": "a well-formed refusal: status 2, timeNotAvailable",
    "redirect": "307 to --redirect-to, by default a path of its own that answers well",
    "large": "a reply of two megabytes",
    "close": "the connection closed before the announced length was sent",
}

OPENSSL_CONFIGURATION = """\
# DÉMONSTRATION - aucune valeur
oid_section = oids
[oids]
tsa_policy = 2.999.1
[req]
distinguished_name = name
prompt = no
string_mask = utf8only
utf8 = yes
[name]
CN = DÉMONSTRATION
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[stamping]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[unsuitable]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = codeSigning
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[tsa]
default_tsa = demonstration
[demonstration]
serial = {state}/DEMONSTRATION.serial
signer_cert = {state}/DEMONSTRATION.tsa.pem
signer_key = {state}/DEMONSTRATION.tsa.key.pem
signer_digest = sha256
default_policy = tsa_policy
digests = sha256, sha384, sha512
accuracy = secs:1
clock_precision_digits = 3
ordering = no
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


def openssl(*arguments, given=None):
    """What `openssl` writes to its standard output; its complaint becomes the exception's text."""
    done = subprocess.run(["openssl", *map(str, arguments)], input=given, capture_output=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"openssl {arguments[0]}: {done.stderr.decode(errors='replace')}")
    return done.stdout


# DER: as much of it as the faults need.


def element(data, start=0):
    """The tag at `start`, where its contents begin, and where they end."""
    tag, length, begin = data[start], data[start + 1], start + 2
    if length >= 0x80:
        count = length & 0x7F
        length = int.from_bytes(data[begin:begin + count], "big")
        begin += count
    if begin + length > len(data):
        raise ValueError("truncated")
    return tag, begin, begin + length


def children(data, begin, end):
    """The elements one after the other between `begin` and `end`."""
    found = []
    while begin < end:
        found.append(element(data, begin))
        begin = found[-1][2]
    return found


def encoded(tag, contents):
    """One element in DER."""
    size = len(contents)
    if size < 0x80:
        return bytes([tag, size]) + contents
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + contents


def flipped(data, position):
    """The bytes with the lowest bit of one of them changed."""
    changed = bytearray(data)
    changed[position] ^= 1
    return bytes(changed)


def with_other_imprint(query):
    """The query, asking for the digest of something else (RFC 3161 § 2.4.1, messageImprint)."""
    _, begin, end = element(query)
    _, begin, end = children(query, begin, end)[1]
    _, _, end = children(query, begin, end)[1]
    return flipped(query, end - 1)


def with_other_nonce(query):
    """The query with another nonce: its last INTEGER, after version and imprint."""
    _, begin, end = element(query)
    numbers = [position for tag, _, position in children(query, begin, end)[2:] if tag == 0x02]
    if not numbers:
        raise ValueError("the query has no nonce")
    return flipped(query, numbers[-1] - 1)


class Authority:
    """The keys, the serial numbers and the making of replies."""

    def __init__(self, state):
        self.state = Path(state).resolve()
        self.state.mkdir(parents=True, exist_ok=True)
        self.configuration = self.state / "DEMONSTRATION.cnf"
        with self.locked():
            if not self.path("tsa.pem").exists():
                self.make_certificates()

    def path(self, name):
        return self.state / f"DEMONSTRATION.{name}"

    def locked(self):
        """Held while keys are made or a serial number is taken: several processes may share the folder."""
        return FolderLock(self.path("lock"))

    def make_certificates(self):
        os.umask(0o077)
        (self.state / "LISEZ-MOI.txt").write_text(
            "DÉMONSTRATION : clés et certificats sans aucune valeur.\n", encoding="utf-8")
        self.configuration.write_text(OPENSSL_CONFIGURATION.format(state=self.state), encoding="utf-8")
        self.path("serial").write_text("01\n", encoding="ascii")
        self.certify("root", "racine", "root", issuer=None)
        self.certify("unsuitable", "certificat inadapté", "unsuitable", issuer="root")
        # Last: a folder in which this file lies is complete.
        self.certify("tsa", "horodatage", "stamping", issuer="root")

    def certify(self, file, role, extensions, issuer):
        """A new key and its certificate, self-signed or signed by `issuer`."""
        subject = f"/O=DÉMONSTRATION (aucune valeur)/CN=DÉMONSTRATION - {role}"
        key, certificate, request = (self.path(f"{file}.{kind}") for kind in ("key.pem", "pem", "csr.pem"))
        openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", key)
        openssl("req", "-new", "-utf8", "-config", self.configuration, "-key", key, "-subj", subject, "-out", request)
        signer = ["-signkey", key] if issuer is None else [
            "-CA", self.path(f"{issuer}.pem"), "-CAkey", self.path(f"{issuer}.key.pem")]
        openssl(
            "x509", "-req", "-in", request, *signer, "-set_serial", "0x" + os.urandom(15).hex(), "-days", "3650",
            "-sha256", "-extfile", self.configuration, "-extensions", extensions, "-out", certificate)
        request.unlink()

    def reply(self, query):
        """The TimeStampResp that OpenSSL makes of a query: granted, or rejected with OpenSSL's reason."""
        with self.locked(), tempfile.TemporaryDirectory() as folder:
            question, answer = Path(folder, "query.tsq"), Path(folder, "reply.tsr")
            question.write_bytes(query)
            openssl(
                "ts", "-reply", "-config", self.configuration, "-section", "demonstration", "-queryfile", question,
                "-out", answer)
            return answer.read_bytes()

    def reply_signed_again(self, query, certificate="tsa", options=(), change=lambda info: info):
        """A reply whose TSTInfo has been changed and signed anew, by the key and certificate named."""
        with tempfile.TemporaryDirectory() as folder:
            reply, token, info = (Path(folder, name) for name in ("reply.tsr", "token.tst", "info.der"))
            reply.write_bytes(self.reply(query))
            openssl("ts", "-reply", "-in", reply, "-token_out", "-out", token)
            openssl("cms", "-verify", "-noverify", "-binary", "-inform", "DER", "-in", token, "-out", info)
            info.write_bytes(change(info.read_bytes()))
            signed = openssl(
                "cms", "-sign", "-binary", "-nodetach", "-nosmimecap", "-cades", "-md", "sha256", "-econtent_type",
                "1.2.840.113549.1.9.16.1.4", "-signer", self.path(f"{certificate}.pem"), "-inkey",
                self.path(f"{certificate}.key.pem"), "-in", info, "-outform", "DER", *options)
        return encoded(0x30, encoded(0x30, b"\x02\x01\x00") + signed)

    def faulty_reply(self, fault, query):
        """The reply with one thing wrong in it, or the good one where the fault is not in the reply's bytes."""
        if fault == "wrong-nonce":
            return self.reply(with_other_nonce(query))
        if fault == "wrong-imprint":
            return self.reply(with_other_imprint(query))
        if fault == "someone-elses-token":
            return self.reply(openssl("ts", "-query", "-data", self.path("root.pem"), "-sha256", "-cert"))
        if fault == "wrong-certificate":
            return self.reply_signed_again(query, certificate="unsuitable")
        if fault == "no-certificate":
            return self.reply_signed_again(query, options=["-nocerts"])
        if fault == "clock-skew":
            return self.reply_signed_again(query, change=two_years_ahead)
        if fault == "bad-signature":
            good = self.reply(query)
            return flipped(good, len(good) - 1)
        if fault == "rejection":
            text = encoded(0x0C, "DÉMONSTRATION : heure indisponible".encode())
            # PKIFailureInfo bit 14, timeNotAvailable.
            status = encoded(0x02, b"\x02") + encoded(0x30, text) + encoded(0x03, b"\x01\x00\x02")
            return encoded(0x30, encoded(0x30, status))
        return self.reply(query)


def two_years_ahead(info):
    """The TSTInfo with the year of its genTime raised by two; the length stays."""
    _, begin, end = element(info)
    for tag, start, _ in children(info, begin, end):
        if tag == 0x18:
            year = int(info[start:start + 4]) + 2
            day = info[start + 4:start + 8]
            # Two years after a leap day there is none.
            day = b"0228" if day == b"0229" else day
            return info[:start] + str(year).encode() + day + info[start + 8:]
    raise ValueError("no genTime")


class FolderLock:
    """An exclusive lock on a file, between threads and between processes."""

    def __init__(self, path):
        self.path = path

    def __enter__(self):
        self.file = open(self.path, "w", encoding="ascii")
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *_):
        self.file.close()


class Server(ThreadingHTTPServer):
    """Hands the options to the handlers and counts the queries."""

    daemon_threads = True

    def __init__(self, authority, options):
        super().__init__(("127.0.0.1", options.port), Handler)
        self.authority = authority
        self.options = options
        self.queries = 0
        self.counting = threading.Lock()

    def next_fault(self):
        """Counts one query and says what to do wrong with it."""
        with self.counting:
            self.queries += 1
            beyond = self.options.times is not None and self.queries > self.options.times
            return None if beyond else self.options.fault


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server_version = "DEMONSTRATION"
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def send(self, status, kind, body, extra=()):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in extra:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def text(self, status, words, extra=()):
        self.send(status, "text/plain; charset=utf-8", f"DÉMONSTRATION : {words}\n".encode(), extra)

    def do_GET(self):
        if self.path == "/root.pem":
            self.send(200, "application/x-pem-file", self.server.authority.path("root.pem").read_bytes())
        elif self.path == "/requests":
            self.send(200, "text/plain", str(self.server.queries).encode())
        else:
            self.text(405, "autorité d'horodatage sans valeur ; POST " + QUERY_TYPE, [("Allow", "POST")])

    def do_POST(self):
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > MAXIMUM_QUERY_BYTES:
            self.close_connection = True
            return self.text(413, "requête sans longueur ou trop longue")
        query = self.rfile.read(int(length))
        if not self.authorized():
            return self.text(401, "identifiants requis", [("WWW-Authenticate", 'Basic realm="DEMONSTRATION"')])
        if self.headers.get("Content-Type") != QUERY_TYPE:
            return self.text(415, "attendu : " + QUERY_TYPE)
        fault = self.server.next_fault()
        if fault == "redirect" and self.path == "/suite":
            fault = None
        try:
            self.answer(fault, query)
        except (ValueError, IndexError, RuntimeError) as error:
            self.text(400, f"requête refusée ({error})")

    def authorized(self):
        wanted = self.server.options.basic
        if wanted is None:
            return True
        given = self.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), b"Basic " + base64.b64encode(wanted.encode()))

    def answer(self, fault, query):
        if fault == "503":
            return self.text(503, "indisponible", [("Retry-After", "0")])
        if fault == "redirect":
            return self.text(307, "ailleurs", [("Location", self.server.options.redirect_to or "/suite")])
        if fault == "html":
            page = "<!doctype html><title>DÉMONSTRATION</title><p>Portail captif : acceptez les conditions.\n"
            return self.send(200, "text/html; charset=utf-8", page.encode())
        if fault == "large":
            return self.send(200, REPLY_TYPE, bytes(OVERSIZED_REPLY_BYTES))
        reply = self.server.authority.faulty_reply(fault, query)
        if fault == "slow":
            time.sleep(self.server.options.delay)
        if fault == "gzip":
            return self.send(200, REPLY_TYPE, gzip.compress(reply), [("Content-Encoding", "gzip")])
        if fault == "close":
            self.close_connection = True
            self.send_response(200)
            self.send_header("Content-Type", REPLY_TYPE)
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply[: len(reply) // 2])
            return None
        return self.send(200, REPLY_TYPE, reply)


def parsed_options(arguments=None):
    """The command line. Each fault's meaning is in the help."""
    faults = "\n".join(f"  {name:<20} {meaning}" for name, meaning in FAULTS.items())
    parser = argparse.ArgumentParser(
        description="A time-stamping authority for demonstrations and tests. DÉMONSTRATION : sans valeur.",
        epilog="faults:\n" + faults, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--state", required=True, help="the folder of its keys, made when absent")
    parser.add_argument("--port", type=int, default=0, help="0, the default: any free one")
    parser.add_argument("--port-file", help="where to write the port once connections are accepted")
    parser.add_argument("--fault", choices=FAULTS, metavar="NAME", help="what to do wrong")
    parser.add_argument("--times", type=int, metavar="N", help="the fault for the first N queries only")
    parser.add_argument("--delay", type=float, default=30, metavar="SECONDS", help="of the fault slow (30)")
    parser.add_argument("--redirect-to", metavar="URL", help="of the fault redirect")
    parser.add_argument("--basic", metavar="USER:PASSWORD", help="demand these credentials")
    return parser.parse_args(arguments)


def main():
    options = parsed_options()
    server = Server(Authority(options.state), options)
    # Whoever starts this from a thread with signals blocked hands that down, and could then not end it.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM, signal.SIGINT})
    # From another thread, because shutdown waits for the loop that this one runs.
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    port = server.server_address[1]
    if options.port_file:
        written = Path(options.port_file + ".part")
        written.write_text(f"{port}\n", encoding="ascii")
        written.replace(options.port_file)
    print(f"DÉMONSTRATION http://127.0.0.1:{port}/", flush=True)
    try:
        server.serve_forever(poll_interval=0.1)
    except KeyboardInterrupt:
        print("arrêt", file=sys.stderr)
    server.server_close()


if __name__ == "__main__":
    main()
