#!/usr/bin/env python3
"""keys/ holds together: every named root is there, is a root, and has the fingerprint that was reviewed."""

import hashlib
import re
import ssl
import subprocess
import tomllib
import unittest
from pathlib import Path

KEYS = Path(__file__).resolve().parents[2] / "keys"
MEMBERS = {"name", "url", "class", "root", "fingerprint", "provenance", "tried"}


class KeyTests(unittest.TestCase):
    def setUp(self):
        self.authorities = tomllib.loads((KEYS / "authorities.toml").read_text(encoding="utf-8"))["authority"]

    def test_each_authority_says_everything(self):
        for authority in self.authorities:
            with self.subTest(authority["name"]):
                self.assertEqual(set(authority), MEMBERS)
                self.assertRegex(authority["name"], r"^[a-z][a-z0-9-]*$")
                self.assertRegex(authority["url"], r"^https?://[a-z0-9.-]+(/[\w/]*)?$")
                self.assertEqual(authority["class"], "non qualifié")
                self.assertGreater(len(authority["provenance"]), 20)
        names = [authority["name"] for authority in self.authorities]
        self.assertEqual(len(names), len(set(names)))

    def test_each_root_has_the_reviewed_fingerprint_and_signed_itself(self):
        for authority in self.authorities:
            if authority["root"] == "":
                self.assertEqual(authority["fingerprint"], "")
                continue
            with self.subTest(authority["name"]):
                file = KEYS / authority["root"]
                der = ssl.PEM_cert_to_DER_cert(file.read_text(encoding="ascii"))
                self.assertEqual(hashlib.sha256(der).hexdigest(), authority["fingerprint"])
                judged = subprocess.run(
                    ["openssl", "verify", "-x509_strict", "-check_ss_sig", "-CAfile", file, file],
                    capture_output=True, check=False)
                self.assertEqual(judged.returncode, 0, judged.stderr)

    def test_every_file_is_named_and_none_is_private(self):
        named = {authority["root"] for authority in self.authorities} - {""}
        self.assertEqual({f"authorities/{file.name}" for file in (KEYS / "authorities").iterdir()}, named)
        for file in KEYS.rglob("*"):
            if file.is_file():
                self.assertNotIn(b"PRIVATE KEY-----", file.read_bytes())

    def test_the_program_carries_every_root(self):
        embedded = KEYS.parent / "Sources" / "CEmbedded" / "embedded.c"
        carried = re.findall(r'#embed "../../keys/(authorities/[^"]+)"', embedded.read_text(encoding="utf-8"))
        self.assertEqual(sorted(carried), sorted({each["root"] for each in self.authorities} - {""}))


if __name__ == "__main__":
    unittest.main()
