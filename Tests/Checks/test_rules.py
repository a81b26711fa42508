#!/usr/bin/env python3
"""rules.py finds each planted breach, at its line, and nothing in a file that breaks no rule."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import rules

CLEAN = '''\
package import Cryptography
import Foundation

/// A word about it; print( and try! stand in a comment only.
package struct Remark: Hashable {
    /// What it says.
    package var text: String

    package init(text: String) { self.text = text }

    /// Writes itself.
    func print(to output: inout [UInt8]) { print(to: &output) }
}

extension Remark: CustomStringConvertible {
    package var description: String { "exit(0) \\(text) // this is no comment, Date() neither" }
}

func same(_ origin: String, _ other: String) -> Bool {
    // Absence is decided elsewhere: nothing here depends on the reason.
    let first = try? parsed(origin)
    return Array(origin.utf8) == Array(other.utf8) && first != nil && date.now(origin)
}
'''

# rule, file, text, line of the breach
PLANTED = [
    ("layers", "Sources/Custody/A.swift", "import Foundation\nimport GRDB\n", 2),
    ("layers", "Sources/Custody/A.swift", "package import TransparencyLog\n", 1),
    ("layers", "Sources/Timestamping/A.swift", "internal import COpenSSL\n", 1),
    ("layers", "Sources/TransparencyLog/A.swift", "@preconcurrency import FoundationNetworking // why\n", 1),
    ("layers", "Sources/Verification/A.swift", "import struct LedgerStore.Ledger\n", 1),
    ("layers", "Sources/Operations/A.swift", "import ArgumentParser\n", 1),
    ("layers", "Sources/scelle/A.swift", "import TOMLKit\n", 1),
    ("layers", "Sources/Unlisted/A.swift", "let one = 1\n", 1),
    ("purity", "Sources/Custody/A.swift", 'func f() {\n    print("x")\n}\n', 2),
    ("purity", "Sources/LedgerStore/A.swift", "func f() { exit(1) }\n", 1),
    ("purity", "Sources/Verification/A.swift", "let now = Date()\n", 1),
    ("purity", "Sources/Verification/A.swift", "let now = Date.now\n", 1),
    ("purity", "Sources/Documents/A.swift", "let out = FileHandle.standardError\n", 1),
    ("purity", "Sources/Timestamping/A.swift", "let session = URLSession.shared\n", 1),
    ("escapes", "Sources/Custody/A.swift", "\nlet x = try? f()\n", 2),
    ("escapes", "Sources/scelle/A.swift", "let x = try! f()\n", 1),
    ("escapes", "Sources/scelle/A.swift", 'let x = try? f("https://example.com")\n', 1),
    ("escapes", "Sources/scelle/A.swift", "let y = 1 // about y\nlet x = try? f()\n", 2),
    ("escapes", "Sources/Custody/A.swift", "func f() { fatalError() }\n", 1),
    ("escapes", "Sources/Custody/A.swift", "final class Key: @unchecked Sendable {}\n", 1),
    ("escapes", "Sources/Custody/A.swift", "nonisolated(unsafe) var count = 0\n", 1),
    ("documentation", "Sources/Custody/A.swift", "package struct Bare {}\n", 1),
    ("documentation", "Sources/Custody/A.swift", "// no doc comment\npublic func f() {}\n", 2),
    ("documentation", "Sources/Custody/A.swift", "enum E {\n    package static let one = 1\n}\n", 2),
    ("documentation", "Sources/Custody/A.swift", "package init(a: Int) {\n    self.a = a + 1\n}\n", 1),
    ("documentation", "Sources/Custody/A.swift", "package init(a: Int, b: Int) {\n    self.a = b\n}\n", 1),
    ("foreign-equality", "Sources/Custody/A.swift", "let same = entry.origin == origin\n", 1),
    ("foreign-equality", "Sources/ASiC/A.swift", "guard first.uri != second.uri else { return }\n", 1),
    ("length", "Sources/Custody/A.swift", "// line\n" * 401, 401),
    ("module-name", "Sources/Custody/A.swift", "struct Custody {}\n", 1),
    ("words", "Sources/Documents/A.swift", 'let title = "Copie certifiée"\nlet t = "Preuve\u00a0irréfutable"\n', 2),
    ("words", "Sources/scelle/A.swift", 'let t = """\n    Document infalsifiable.\n    """\n', 1),
    ("words", "Sources/scelle/Resources/fr.json", '{\n"stamp": "Horodatage qualifié"}\n', 2),
    ("words", "Sources/Documents/A.swift", 'let t = "Le présent constat est daté."\n', 1),
    ("unfinished", "Sources/Custody/A.swift", "// TO" + "DO: later\n", 1),
    ("unfinished", "docs/architecture.md", "text\n\nFIX" + "ME\n", 3),
]

PERMITTED = [
    "Horodatage non qualifié",
    "L’horodatage n’est pas qualifié : il ne bénéficie pas de la présomption",
    "Il ne constitue ni un procès-verbal de constat de commissaire de justice (ordonnance n°\u00a02016-728 du 2\u00a0juin "
    "2016, article 1er), ni un scellé judiciaire (code de procédure pénale, articles 56 et 97), ni une attestation de "
    "témoin (code de procédure civile, article 202).",
    "L’horodatage est qualifié au sens de l’article 42 du règlement (UE) n° 910/2014.",
    "Nature de la signature électronique : simple / avancée / qualifiée",
    "Registre vérifié : aucune rupture constatée",
]


class RuleTests(unittest.TestCase):
    def found(self, files):
        with tempfile.TemporaryDirectory() as folder:
            for path, text in files.items():
                file = Path(folder, path)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")
            return list(rules.breaches(Path(folder)))

    def test_clean_file_breaks_no_rule(self):
        self.assertEqual(self.found({"Sources/Custody/Remark.swift": CLEAN}), [])

    def test_each_planted_breach_is_found_where_it_is(self):
        for rule, path, text, line in PLANTED:
            with self.subTest(rule=rule, text=text[:60]):
                self.assertEqual([(each.rule, each.line) for each in self.found({path: text})], [(rule, line)])

    def test_every_rule_has_a_planted_breach(self):
        planted = {rule for rule, *_ in PLANTED}
        named = {rule.__name__.replace("_", "-") for rule in rules.SOURCE_RULES} - {"imports"} | {"layers"}
        self.assertEqual(planted, named | {"unfinished"})

    def test_what_may_be_said(self):
        for text in PERMITTED:
            with self.subTest(text):
                self.assertEqual(rules.forbidden_words_in(text), [])

    def test_upper_layers_may_print(self):
        text = 'func f() {\n    print("x")\n    exit(1)\n}\n'
        self.assertEqual(self.found({"Sources/scelle/A.swift": text}), [])

    def test_exit_status(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "Sources/Custody/A.swift")
            file.parent.mkdir(parents=True)
            for text, status in (("let one = 1\n", 0), ("import GRDB\n", 1)):
                file.write_text(text, encoding="utf-8")
                done = subprocess.run([sys.executable, rules.__file__, folder], capture_output=True, check=False)
                self.assertEqual(done.returncode, status)
            self.assertNotEqual(subprocess.run(
                [sys.executable, rules.__file__, folder + "/Sources"], capture_output=True, check=False).returncode, 0)


if __name__ == "__main__":
    unittest.main()
