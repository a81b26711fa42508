#!/usr/bin/env python3
"""The rules of CONTRIBUTING.md that no compiler and no formatter sees.

    rules.py [ROOT]        prints `path:line: rule: what` for every breach; exit status 1 if there is one

Each rule is one function below, over one file or over the whole tree; RULES at the end lists them. test_rules.py plants
a breach of each and a file that breaks none. A line that must break a rule carries its reason in a comment, on the line
itself or on the one above, where the rule says that a reason will do.
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

# Who may import what: docs/architecture.md, drawn as data. A target that is not here is a breach.
# `Foundation` stands for itself and FoundationEssentials; Swift, Dispatch and the platform's C library are free to all.
MAY_IMPORT = {
    "Wording": {"CEmbedded", "Foundation"},
    "Columns": set(),
    "Cryptography": {"COpenSSL", "SwiftASN1", "Foundation"},
    "TransparencyLog": {"Cryptography", "Foundation"},
    "Timestamping": {"Cryptography", "SwiftASN1", "Foundation"},
    "Custody": {"Cryptography", "Foundation"},
    "ASiC": {"Cryptography", "Columns", "CDeflate", "CXML", "Foundation"},
    "Transcripts": {"Foundation"},
    "LedgerStore": {
        "Cryptography", "TransparencyLog", "Timestamping", "Custody", "ASiC", "Transcripts", "GRDB", "CFiles", "CSQLite",
        "Foundation",
    },
    "CourtBundle": {
        "Cryptography", "Columns", "TransparencyLog", "Timestamping", "Custody", "ASiC", "Transcripts", "Algorithms", "CFiles",
        "Foundation",
    },
    "Observation": {"Cryptography", "Custody", "Transcripts", "CMagic", "CZlib", "CDeflate", "Foundation"},
    "Verification": {
        "CourtBundle", "Cryptography", "Columns", "TransparencyLog", "Timestamping", "Custody", "ASiC", "Transcripts",
        "Algorithms", "Foundation",
    },
    "Documents": {
        "Wording", "Cryptography", "TransparencyLog", "Timestamping", "Custody", "ASiC", "Transcripts", "Foundation",
    },
    "Operations": {
        "LedgerStore", "CourtBundle", "Verification", "Documents", "Wording", "Cryptography", "Columns", "TransparencyLog",
        "Timestamping", "Custody", "ASiC", "Transcripts", "Algorithms", "TOMLKit", "CConfinement", "CProcess", "CEmbedded",
        "FoundationNetworking", "Foundation",
    },
    "scelle": {
        "Operations", "Verification", "Documents", "Wording", "Cryptography", "TransparencyLog", "Timestamping", "Custody",
        "ArgumentParser", "CTerminal", "Foundation",
    },
    "scelle-observe": {"Observation", "Custody", "CConfinement"},
}
FREE_IMPORTS = {"Swift", "Glibc", "Musl", "Darwin", "Synchronization", "Dispatch"}

# Layers 1 to 4: values and judgements. They read no clock, print nothing, end no process.
PURE = {
    "Wording", "Columns", "Cryptography", "TransparencyLog", "Timestamping", "Custody", "ASiC", "Transcripts",
    "LedgerStore", "CourtBundle", "Observation", "Verification", "Documents",
}
IMPURE = [
    (r"(?<![\w.])(?:debugPrint|print|dump|NSLog|fputs)\(", "prints"),
    (r"(?<![\w.])(?:exit|abort|_exit)\(", "ends the process"),
    (r"FileHandle\.standard(?:Error|Output|Input)|(?<!\w)std(?:out|err|in)(?!\w)", "uses a standard stream"),
    (r"(?<!\w)(?:Date|DispatchTime|ContinuousClock|SuspendingClock|Instant)\(\)|(?:Date|Clock)\.now|Instant\.now"
     r"|(?<![\w.])(?:time|clock_gettime|gettimeofday)\(|DispatchTime\.now", "reads a clock"),
    (r"(?<![\w.])socket\(|URLSession|NWConnection", "opens a socket"),
    (r"(?<!\w)(?:Logger|os_log)\(", "logs"),
]

# What switches a guarantee off; each needs its reason beside it.
ESCAPES = [
    (r"(?<!\w)try\?", "try? swallows the reason"),
    (r"(?<!\w)try!", "try! ends the process"),
    (r"(?<!\w)as!", "as! ends the process"),
    (r"@unchecked\s+Sendable", "@unchecked Sendable"),
    (r"nonisolated\(unsafe\)", "nonisolated(unsafe)"),
    (r"@preconcurrency", "@preconcurrency"),
    (r"(?<!\w)fatalError\(\)", "fatalError() without a message"),
]

# Names that come from outside. Swift's `==` on strings is canonical equivalence, not equality of bytes.
FOREIGN_NAMES = r"(?:origin|uri|url|path|href|fileName|receivedName|mimeType|mediaType|keyName)"

LONGEST_FILE = 400

# DOMAIN: what printed words must never claim, with what may be said in spite of them. In spite of them stand a
# disclaimer that names what a document is not, someone else's act by its full name, and « non qualifié ».
FORBIDDEN_WORDS = [
    "procès-verbal", "constat", "constats", "scellé judiciaire", "certifié conforme", "infalsifiable",
    "preuve irréfutable", "authentique", "authentiques", "qualifié", "qualifiée", "qualifiés", "qualifiées",
]
PERMITTED_PHRASES = [
    "il ne constitue ni un procès-verbal de constat de commissaire de justice (ordonnance n° 2016-728 du 2 juin 2016, "
    "article 1er), ni un scellé judiciaire (code de procédure pénale, articles 56 et 97), ni une attestation de témoin "
    "(code de procédure civile, article 202)",
    "constat de commissaire de justice",
    "constat par commissaire de justice",
    "scellé judiciaire n°",
    "non qualifiés",
    "non qualifiées",
    "non qualifiée",
    "non qualifié",
    "n'est pas qualifié",
    "n'est pas qualifiée",
    # Said only where an EU trusted list has shown it: the law's own definition, and the labels that offer both.
    "l'horodatage est qualifié au sens de l'article 42 du règlement (ue) n° 910/2014",
    "simple / avancée / qualifiée",
    "qualifié / non qualifié",
]
SPOKEN_FILES = {".txt", ".strings", ".json", ".toml", ".html"}


@dataclass(frozen=True)
class Breach:
    """One line that breaks one rule."""

    path: str
    line: int
    rule: str
    what: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.rule}: {self.what}"


@dataclass
class Source:
    """A Swift file in three readings: as it stands, without comments, and without comments and strings."""

    path: str
    text: str

    def __post_init__(self):
        self.lines = self.text.splitlines()
        self.literals = []
        self.commented = set()
        self.code = self.stripped().splitlines()

    @property
    def target(self):
        return Path(self.path).parts[1]

    def stripped(self):
        """The text with every comment and string literal blanked, line breaks kept; literals are collected."""
        token = re.compile(r'//[^\n]*|/\*.*?\*/|(#*)"""(.*?)"""\1|(#+)"(.*?)"\3|"((?:\\\(|\\.|[^"\\\n])*)"', re.S)

        def blank(found):
            words = next((group for group in (found[2], found[4], found[5]) if group is not None), None)
            first = self.text.count("\n", 0, found.start())
            if words is not None:
                self.literals.append((first + 1, words))
            elif found[0].strip("/* \n"):
                self.commented.update(range(first, first + found[0].count("\n") + 1))
            return re.sub(r"[^\n]", " ", found[0])

        return token.sub(blank, self.text)

    def has_reason(self, index):
        """Whether the line, or the comment right above it, says why."""
        above = index - 1 in self.commented and not self.code[index - 1].strip()
        return index in self.commented or above

    def breach(self, index, rule, what):
        return Breach(self.path, index + 1, rule, what)


def imports(source):
    """Layers: a target imports only what the table grants it."""
    allowed = MAY_IMPORT.get(source.target)
    if allowed is None:
        yield source.breach(0, "layers", f"target {source.target} is not in the table of rules.py")
        return
    pattern = re.compile(
        r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+"
        r"(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)")
    for index, line in enumerate(source.code):
        found = pattern.match(line)
        if not found:
            continue
        module = "Foundation" if found[1] == "FoundationEssentials" else found[1]
        if module not in allowed | FREE_IMPORTS:
            yield source.breach(index, "layers", f"{source.target} must not import {found[1]}")


def purity(source):
    """Layers 1 to 4 read no clock, print nothing, open no socket and end no process."""
    if source.target not in PURE:
        return
    # A type may print itself into bytes: where it declares such a function, a call of that name is that function's.
    own_print = any(re.search(r"\bfunc print\(", line) for line in source.code)
    for index, line in enumerate(source.code):
        for pattern, what in IMPURE:
            if re.search(pattern, line) and not (own_print and what == "prints"):
                yield source.breach(index, "purity", f"{what}: {line.strip()}")


def escapes(source):
    """What switches a guarantee off says why, beside it."""
    for index, line in enumerate(source.code):
        for pattern, what in ESCAPES:
            if re.search(pattern, line) and not source.has_reason(index):
                yield source.breach(index, "escapes", f"{what}, without a reason beside it")


def documentation(source):
    """Every package or public declaration has a doc comment; the linter sees only the public ones."""
    declaration = re.compile(
        r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:package|public)(?:\((?:set)\))?\s+(?!import\b|extension\b)")
    # What a protocol of the standard library already documents.
    known = re.compile(
        r"\bvar (?:description|debugDescription|hashValue|errorDescription): |\bstatic func (?:==|<) ?[(<]"
        r"|\bfunc hash\(into|\boverride\b")
    for index, line in enumerate(source.code):
        if not declaration.match(line) or known.search(line):
            continue
        if re.search(r"\binit\(", line) and only_assigns(source.code[index:]):
            continue
        above = index - 1
        while above >= 0 and re.match(r"\s*@\w+", source.lines[above]):
            above -= 1
        if above < 0 or not re.match(r"\s*///|.*\*/\s*$", source.lines[above]):
            yield source.breach(index, "documentation", f"no doc comment: {line.strip()}")


def only_assigns(code):
    """Whether the initialiser that the lines begin with gives each property the parameter of its name, and no more."""
    body = re.match(r"[^{]*\)\s*\{([^{}]*)\}", "\n".join(code))
    return body is not None and re.fullmatch(r"(?:\s*self\.(\w+) = \1\b;?)+\s*", body[1]) is not None


def foreign_equality(source):
    """Names, URIs and origins from outside are compared as bytes."""
    if source.target not in PURE:
        return
    comparison = re.compile(rf"(?<!\w){FOREIGN_NAMES}\s*[!=]=(?!=)|[!=]=\s*(?:\w+\.)*{FOREIGN_NAMES}(?![\w.(])")
    for index, line in enumerate(source.code):
        if comparison.search(line) and not re.search(r"\.utf8|\bbytes\b", line) and "nil" not in line and not source.has_reason(index):
            yield source.breach(index, "foreign-equality", f"String == on a foreign name: {line.strip()}")


def length(source):
    """A file over 400 lines says at its top why one file is right."""
    if len(source.lines) > LONGEST_FILE and not any("one file because" in line for line in source.lines[:12]):
        yield source.breach(LONGEST_FILE, "length", f"{len(source.lines)} lines; split, or say why at the top")


def module_name(source):
    """No module bears the name of a type in it: such a type can never be named in full."""
    pattern = re.compile(rf"\b(?:struct|class|enum|actor|protocol|typealias)\s+{re.escape(source.target)}\b")
    for index, line in enumerate(source.code):
        if pattern.search(line):
            yield source.breach(index, "module-name", f"type {source.target} in module {source.target}")


def forbidden_words_in(text):
    """The forbidden words that stand in a text, once everything permitted has been taken out."""
    plain = re.sub(r"\\\n\s*", "", text)
    plain = re.sub(r"[\s\u00a0\u202f]+", " ", plain).replace("’", "'").lower()
    for phrase in sorted(PERMITTED_PHRASES, key=len, reverse=True):
        plain = plain.replace(phrase, " ")
    return [word for word in FORBIDDEN_WORDS if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", plain)]


def words(source):
    """What a reader is told never claims more than is proven."""
    # Together first: a permitted phrase may be put together from several literals.
    if not forbidden_words_in(" ".join(text for _, text in source.literals)):
        return
    for line, text in source.literals:
        for word in forbidden_words_in(text):
            yield Breach(source.path, line, "words", f"« {word} » in a text for readers")


def words_in_data(path, text):
    """The same for message catalogues and other texts beside the sources."""
    for word in forbidden_words_in(text):
        line = next((number for number, words in enumerate(text.splitlines(), 1) if word in words.lower()), 1)
        yield Breach(path, line, "words", f"« {word} » in a text for readers")


def unfinished(path, text):
    """Nothing is left for later on the main branch."""
    for number, line in enumerate(text.splitlines(), 1):
        found = re.search(r"\b(?:TODO|FIXME|XXX|HACK)\b", line)
        if found:
            yield Breach(path, number, "unfinished", found[0])


SOURCE_RULES = [imports, purity, escapes, documentation, foreign_equality, length, module_name, words]


def texts(root):
    """Every text file of the project, by path: not what is built or installed."""
    for top in ("Sources", "Tests", "Examples", "docs", "keys", "Package.swift", "Makefile", ".ci", "README.md"):
        start = root / top
        for file in sorted(start.rglob("*")) if start.is_dir() else [start]:
            if not file.is_file() or "__pycache__" in file.parts:
                continue
            try:
                yield file.relative_to(root).as_posix(), file.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


def breaches(root):
    """Every breach in the tree, in the order of its paths."""
    for path, text in texts(root):
        # The rules and their test speak of what they look for.
        if not path.startswith("Tests/Checks/"):
            yield from unfinished(path, text)
        if not path.startswith("Sources/") or "/include/" in path:
            continue
        if path.endswith(".swift"):
            source = Source(path, text)
            for rule in SOURCE_RULES:
                yield from rule(source)
        elif Path(path).suffix in SPOKEN_FILES:
            yield from words_in_data(path, text)


def main():
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2]
    if not (root / "Sources").is_dir():
        sys.exit(f"error: {root}: no Sources folder")
    found = list(breaches(root))
    for breach in found:
        print(breach)
    if found:
        sys.exit(f"error: {len(found)} breaches of CONTRIBUTING.md")
    print("rules: none broken")


if __name__ == "__main__":
    main()
