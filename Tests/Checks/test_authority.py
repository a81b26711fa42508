#!/usr/bin/env python3
"""The demonstration authority, judged by OpenSSL: a good reply verifies, and each fault is the one it is named for."""

import base64
import http.client
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

AUTHORITY = Path(__file__).resolve().parents[2] / "Examples" / "demo" / "authority.py"


def openssl(*arguments):
    """The exit status and everything printed."""
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, check=False)
    return done.returncode, (done.stdout + done.stderr).decode("utf-8", errors="replace")


class Running:
    """An authority in a process of its own, ended when the block ends."""

    def __init__(self, folder, *options):
        self.command = [sys.executable, str(AUTHORITY), "--state", str(folder / "state"), *options]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, encoding="utf-8")
        self.port = int(self.process.stdout.readline().rsplit(":", 1)[1].strip(" /\n"))
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=10)
        self.process.stdout.close()

    def post(self, query, path="/", **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Content-Type": "application/timestamp-query"} | headers
        connection.request("POST", path, query, headers)
        response = connection.getresponse()
        try:
            return response.status, response.headers, response.read()
        finally:
            connection.close()

    def get(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", path)
        body = connection.getresponse().read()
        connection.close()
        return body


class AuthorityTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = Path(cls.temporary.name)
        cls.data = cls.folder / "data"
        cls.data.write_bytes(b"ce qui est horodat\xc3\xa9\n")
        cls.query = cls.folder / "query.tsq"
        openssl("ts", "-query", "-data", cls.data, "-sha256", "-cert", "-out", cls.query)
        cls.root = cls.folder / "state" / "DEMONSTRATION.root.pem"

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def answered(self, *options, query=None, path="/", **headers):
        with Running(self.folder, *options) as running:
            return running.post(query or self.query.read_bytes(), path, **headers)

    def judged(self, reply, against=("-queryfile",)):
        file = self.folder / "reply.tsr"
        file.write_bytes(reply)
        what = [*against, self.query] if against == ("-queryfile",) else ["-data", self.data]
        return openssl("ts", "-verify", "-in", file, *what, "-CAfile", self.root)

    def described(self, reply):
        file = self.folder / "reply.tsr"
        file.write_bytes(reply)
        return openssl("ts", "-reply", "-in", file, "-text")[1]

    def test_good_reply_verifies(self):
        status, headers, reply = self.answered()
        self.assertEqual(status, 200)
        self.assertEqual(headers["Content-Type"], "application/timestamp-reply")
        code, words = self.judged(reply)
        self.assertEqual(code, 0, words)
        self.assertIn("Accuracy: 0x01 seconds", self.described(reply))

    def test_certificates_say_what_they_are(self):
        self.answered()
        for name in ("root", "tsa"):
            certificate = self.folder / "state" / f"DEMONSTRATION.{name}.pem"
            _, words = openssl("x509", "-in", certificate, "-noout", "-text", "-nameopt", "utf8,-esc_msb")
            self.assertIn("CN=DÉMONSTRATION", words.replace("CN = ", "CN="))
            self.assertEqual(openssl("x509", "-in", certificate, "-noout", "-checkend", 9 * 365 * 86400)[0], 0)
        self.assertIn("X509v3 Extended Key Usage: critical\n                Time Stamping\n", words)

    def test_same_folder_same_keys_and_growing_serial_numbers(self):
        serials = []
        for _ in range(2):
            text = self.described(self.answered()[2])
            serials.append(next(line for line in text.splitlines() if line.startswith("Serial number")))
        self.assertNotEqual(*serials)

    def test_two_at_once_get_two_serial_numbers(self):
        query = self.query.read_bytes()
        with Running(self.folder) as one, Running(self.folder) as other:
            texts = [self.described(running.post(query)[2]) for running in (one, other)]
            self.assertNotEqual(*[text.split("Serial number:")[1].split("\n")[0] for text in texts])

    def test_only_its_own_certificate_is_embedded(self):
        file, token = self.folder / "reply.tsr", self.folder / "token.tst"
        file.write_bytes(self.answered()[2])
        openssl("ts", "-reply", "-in", file, "-token_out", "-out", token)
        _, words = openssl("pkcs7", "-inform", "DER", "-in", token, "-print_certs")
        self.assertEqual(words.count("BEGIN CERTIFICATE"), 1)

    def test_faults_in_the_token(self):
        expected = {
            "wrong-nonce": "nonce mismatch",
            "wrong-imprint": "message imprint mismatch",
            "bad-signature": "signature failure",
            "wrong-certificate": "purpose",
            "no-certificate": "signer certificate not found",
            "rejection": "status code: rejection",
        }
        for fault, reason in expected.items():
            with self.subTest(fault):
                code, words = self.judged(self.answered("--fault", fault)[2])
                self.assertNotEqual(code, 0)
                self.assertIn(reason, words.lower())

    def test_someone_elses_token_is_good_for_someone_else(self):
        _, _, reply = self.answered("--fault", "someone-elses-token")
        code, words = self.judged(reply)
        self.assertIn("mismatch", words)
        file = self.folder / "reply.tsr"
        self.assertEqual(openssl("ts", "-verify", "-in", file, "-data", self.root, "-CAfile", self.root)[0], 0)

    def test_clock_skew_is_well_signed(self):
        _, _, reply = self.answered("--fault", "clock-skew")
        code, words = self.judged(reply)
        self.assertEqual(code, 0, words)
        year = int(self.described(reply).split("Time stamp: ")[1].split("\n")[0].split()[-2])
        good = int(self.described(self.answered()[2]).split("Time stamp: ")[1].split("\n")[0].split()[-2])
        self.assertEqual(year, good + 2)

    def test_faults_around_the_token(self):
        status, headers, body = self.answered("--fault", "html")
        self.assertEqual((status, headers.get_content_type()), (200, "text/html"))
        self.assertEqual(self.answered("--fault", "503")[0], 503)
        self.assertEqual(len(self.answered("--fault", "large")[2]), 2 * 1024 * 1024)
        self.assertEqual(self.answered("--fault", "gzip")[1]["Content-Encoding"], "gzip")
        self.assertEqual(self.answered("--fault", "slow", "--delay", "0")[0], 200)
        with self.assertRaises(http.client.IncompleteRead):
            self.answered("--fault", "close")

    def test_redirect_leads_to_a_good_answer(self):
        status, headers, _ = self.answered("--fault", "redirect")
        self.assertEqual((status, headers["Location"]), (307, "/suite"))
        code, words = self.judged(self.answered("--fault", "redirect", path="/suite")[2])
        self.assertEqual(code, 0, words)
        elsewhere = self.answered("--fault", "redirect", "--redirect-to", "http://example.invalid/")
        self.assertEqual(elsewhere[1]["Location"], "http://example.invalid/")

    def test_times_bounds_the_fault_and_requests_are_counted(self):
        query = self.query.read_bytes()
        with Running(self.folder, "--fault", "503", "--times", "2") as running:
            self.assertEqual([running.post(query)[0] for _ in range(3)], [503, 503, 200])
            self.assertEqual(running.get("/requests"), b"3")
            self.assertEqual(running.get("/root.pem"), self.root.read_bytes())

    def test_credentials(self):
        right = "Basic " + base64.b64encode(b"exemple:secret").decode()
        options = ["--basic", "exemple:secret"]
        self.assertEqual(self.answered(*options)[0], 401)
        self.assertEqual(self.answered(*options, Authorization="Basic AAAA")[0], 401)
        self.assertEqual(self.answered(*options, Authorization=right)[0], 200)

    def test_it_ends_even_when_started_with_signals_blocked(self):
        command = [sys.executable, str(AUTHORITY), "--state", str(self.folder / "state")]
        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
        try:
            process = subprocess.Popen(command, stdout=subprocess.PIPE)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        with process:
            process.stdout.readline()
            process.terminate()
            self.assertEqual(process.wait(timeout=10), 0)

    def test_what_is_no_query_is_refused(self):
        with Running(self.folder) as running:
            self.assertEqual(running.post(b"", **{"Content-Type": "text/plain"})[0], 415)
            status, _, reply = running.post(b"not DER")
            self.assertTrue(status == 400 or "rejected" in self.described(reply).lower())


if __name__ == "__main__":
    unittest.main()
