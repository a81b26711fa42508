#!/usr/bin/env python3
"""Measures scelle beside what does a part of the same work, each pair alternately in one run.

    bench.py [--short] [--rows GROUP,…] [--rounds N] [--ledgers 1000,…] [--files 100,…] [--resume]
             [--output FOLDER]

Groups: start digest seal bundle verify sign ledger memory. Materials lie in $SCELLE_BENCH_DIR (default: scelle-bench in
the folder for temporary files), are made once from a fixed seed, and take some 40 GB for a full run. The table is printed,
as text and for docs/performance.md; results.json, table.txt, table.md and the plots go to FOLDER (default: results in
$SCELLE_BENCH_DIR) after each group, which replaces what an earlier run says of that group and leaves the others: so a run
can be made in parts, and --resume leaves out the groups that are there. No timing is a failure: the exit status is 0 whenever
everything could be run.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from materials import Workshop
from measure import Cache, Command, Pair, alternate, shell
from report import GROUPS, Report

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
# In bytes: what a telephone makes of its screen.
CAPTURE_SIZES = (150_000, 450_000)


class Bench:
    """One run: how large, how often, and where the results go."""

    def __init__(self, options, workshop: Workshop, report: Report):
        self.short, self.rounds = options.short, options.rounds
        self.ledgers, self.counts = options.ledgers, options.files
        self.workshop, self.report, self.cache = workshop, report, Cache()
        self.scratch = workshop.folder / "scratch"
        shutil.rmtree(self.scratch, ignore_errors=True)
        self.scratch.mkdir()
        self.preload = self.compile("clear.c", ["-shared", "-fPIC", "-ldl", "-lcrypto"], "clear.so")
        self.count = 300 if self.short else 10_000
        self.large = (64 if self.short else 2_048) << 20

    def compile(self, source: str, flags: list, name: str) -> Path:
        target = self.scratch / name
        subprocess.run(["cc", "-O2", "-o", target, HERE / source, *flags], check=True)
        return target

    def compare(self, group, rows, cache="warm", prepare=lambda: None, rounds=None):
        """Runs all commands of `rows` in turn, each once a round, and reports every row: what, ours, theirs, goal."""
        commands = []
        for what, ours, theirs, _ in rows:
            print(f"  {what}: {ours.name} beside {theirs.name}, {cache}", file=sys.stderr)
            commands += [command for command in (ours, theirs) if not any(command is known for known in commands)]
        samples = alternate(commands, rounds or self.rounds, prepare)
        found = {id(command): kept for command, kept in zip(commands, samples)}
        for what, ours, theirs, goal in rows:
            pair = Pair(found[id(ours)], found[id(theirs)])
            self.report.add(group, what, ours, theirs, pair, goal, cache)

    # Rows

    def start(self):
        program = Command("scelle --help", [self.workshop.program, "--help"])
        other = Command("openssl version", ["openssl", "version"])
        row = ("start: --help", program, other, ("seconds", 0.030))
        self.compare("start", [row], rounds=5 if self.short else 31)

    def digest(self):
        """The pass over one large file that verifying is, beside those that only digest."""
        _, container = self.built(self.large_case(), "large")
        ours, what = self.verify(container), f"verify one file of {self.large >> 20} MB"
        openssl = Command("openssl dgst -sha256", ["openssl", "dgst", "-sha256", container])
        coreutils = Command("sha256sum", ["sha256sum", container])
        rows = [(what, ours, openssl, ("ratio", 1 / 0.9)), (what, ours, coreutils, None)]
        self.compare("digest", rows, prepare=self.cache.warm(container))

    def seal(self):
        self.seal_rows(self.workshop.files(self.count, CAPTURE_SIZES), f"seal {self.count} files")
        large = self.workshop.large(self.large)
        key, copy = self.age_key(), self.scratch / "copy.age"
        age = shell(
            "age + sync", f"age -r {key} -o {copy} {large}/video.bin; sync {copy}",
            before=lambda: copy.unlink(missing_ok=True),
        )
        self.seal_rows(large, f"seal one file of {self.large >> 20} MB", age)
        copy.unlink(missing_ok=True)

    def seal_rows(self, source: Path, what: str, *others: Command):
        case, copy = self.workshop.folder / "scratch-case", self.scratch / "copy"
        bagit = shell(
            "cp -r + sync + bagit.py",
            f"cp -r {source} {copy}; sync -f {copy}; bagit.py --quiet --processes 2 --sha256 {copy}; sync -f {copy}",
            before=lambda: self.remove(copy),
        )
        clear = self.sealing(case, source)
        clear.name, clear.env = "scelle seal, in clear", {"LD_PRELOAD": self.preload}
        encrypted = self.sealing(case, source)
        rows = [
            (f"{what}, in clear", clear, bagit, ("ratio", 1.3)),
            (what, encrypted, bagit, ("ratio", 1.3 * 1.5)),
            (f"{what}, beside in clear", encrypted, clear, ("ratio", 1.5)),
            *((what, encrypted, other, None) for other in others),
        ]
        self.compare("seal", rows, "warm", self.cache.warm(source))
        # One large file that is read from the device first measures the device.
        if not others:
            self.compare("seal", rows[:2], "cold", self.cache.cold(source))
        self.remove(copy)

    def sealing(self, case: Path, source: Path, *options) -> Command:
        return Command(
            "scelle seal", self.workshop.seal(case, source), statuses=(0, 3),
            before=lambda: self.workshop.new_case(case.name, *options),
        )

    def bundle(self):
        source = self.workshop.files(self.count, CAPTURE_SIZES)
        case, output, copy = self.many_case(), self.scratch / "remis", self.scratch / "copy"
        ours = Command(
            "scelle bundle", self.workshop.bundle(case, output), statuses=(0, 3),
            before=lambda: self.remove(output),
        )
        # A hand-over folder holds the pieces twice, in the container and beside it, and is read back.
        other = shell(
            "cp -r twice + sync + bagit.py",
            f"cp -r {source} {copy}; cp -r {source} {copy}/again; sync -f {copy};"
            f"bagit.py --quiet --processes 2 --sha256 {copy}; sync -f {copy}",
            before=lambda: self.remove(copy),
        )
        row = (f"bundle of {self.count} files", ours, other, None)
        self.compare("bundle", [row], prepare=self.cache.warm(source, case / "originals"))
        shutil.rmtree(copy, ignore_errors=True)
        shutil.rmtree(output, ignore_errors=True)

    def verify(self, path: Path) -> Command:
        # Nobody is trusted and nothing stamped: indeterminate, with every check carried out.
        return Command("scelle verify", [self.workshop.program, "verify", path, "--quiet"], statuses=(0, 3))

    def verify_rows(self):
        source = self.workshop.files(self.count, CAPTURE_SIZES)
        folder, container = self.built(self.many_case(), f"many-{self.count}")
        bag = self.workshop.folder / f"bag-{self.count}"
        if not bag.exists():
            shutil.copytree(source, bag)
            subprocess.run(["bagit.py", "--quiet", "--sha256", "--processes", "2", bag], check=True)
        sums = self.scratch / "sums"
        with open(sums, "wb") as file:
            subprocess.run(["hashdeep", "-c", "sha256", "-r", bag / "data"], stdout=file, check=True)
        others = [
            Command("bagit.py --validate", ["bagit.py", "--quiet", "--processes", "2", "--validate", bag]),
            Command("hashdeep -a", ["hashdeep", "-c", "sha256", "-r", "-a", "-k", sums, bag / "data"]),
            shell("sha256sum -c", f"cd {bag}; sha256sum --quiet -c manifest-sha256.txt"),
        ]
        ours, what = self.verify(container), f"verify a container of {self.count} files"
        loose = self.verify(folder)
        rows = [(what, ours, other, ("ratio", 1.0) if other is others[0] else None) for other in others]
        rows.append((f"verify a hand-over folder of {self.count} files", loose, others[0], None))
        self.compare("verify", rows, "warm", self.cache.warm(folder, bag))
        self.compare("verify", rows[:1], "cold", self.cache.cold(folder, bag))

    def sign(self):
        """Signing and stamping, as one would script it: one signature and one time stamp a file."""
        count = 20 if self.short else 200
        source, out = self.workshop.files(count, (20_000, 40_000)), self.scratch / "signed"
        state, port = self.scratch / "authority", self.scratch / "port"
        authority = subprocess.Popen(
            [sys.executable, ROOT / "Examples/demo/authority.py", "--state", state, "--port-file", port],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )
        try:
            authority.stdout.readline()
            url = f"http://127.0.0.1:{port.read_text().strip()}/"
            key = self.workshop.certificate.with_name("signing.key.pem")
            script = f"""
                find {source} -type f | while read -r file; do
                    name={out}/$(basename "$file")
                    openssl cms -sign -binary -in "$file" -signer {self.workshop.certificate} -inkey {key} \\
                        -md sha256 -cades -outform DER -out "$name.p7s"
                    openssl ts -query -data "$name.p7s" -sha256 -cert -out "$name.tsq" 2>{os.devnull}
                    curl -sf -H 'Content-Type: application/timestamp-query' --data-binary @"$name.tsq" \\
                        -o "$name.tsr" {url}
                done
                sync {out}/*
            """

            def before():
                shutil.rmtree(out, ignore_errors=True)
                out.mkdir()

            ours = self.sealing(self.workshop.folder / "scratch-case", source, "--tsa", url)
            other = shell("a loop of openssl cms, ts and curl", script, before)
            row = (f"sign and stamp {count} files", ours, other, None)
            self.compare("sign", [row], prepare=self.cache.warm(source))
        finally:
            authority.terminate()
            authority.wait()

    def ledger(self):
        helper = self.compile("cms_verify.c", ["-lcrypto", "-lsqlite3", "-lpthread"], "cms_verify")
        for count in self.ledgers:
            case, grown = self.workshop.ledger(count)
            proofs = self.workshop.bench("proofs", case, 1_000)
            # Nothing is unlocked: what is beside it checks one signature an entry and opens nothing either.
            words = [self.workshop.program, "audit", "-C", case, "--no-originals", "--quiet"]
            audit = Command("scelle audit", words, statuses=(3,))
            bare = Command("CMS_verify", [helper, case / "ledger.sqlite", self.workshop.certificate])
            print(f"  ledger of {count} entries", file=sys.stderr)
            pair = Pair(*alternate([audit, bare], self.rounds, self.cache.warm(case / "ledger.sqlite")))
            self.report.add("ledger", f"audit of {count} entries", audit, bare, pair, ("ratio", 1 / 0.8), "warm")
            # It grows with their number like the row above, and would take ten minutes for a million.
            if count <= 100_000:
                opening = Command("scelle audit, openings unlocked", [*words, "--no-passphrase"], statuses=(3,))
                opened = Pair(*alternate([opening, bare], 1, self.cache.warm(case / "ledger.sqlite")))
                what = f"audit of {count} entries and their openings"
                self.report.add("ledger", what, opening, bare, opened, None, "warm")
            self.report.add_ledger(count, grown, proofs, pair, (case / "ledger.sqlite").stat().st_size)

    def memory(self):
        """The most memory that the program held, at sizes far apart."""
        sources = [(self.workshop.files(count, (1_000, 1_000)), count, count * 1_000) for count in self.counts]
        sizes = [self.large] if self.short else [64 << 20, self.large, 5_120 << 20]
        sources += [(self.workshop.large(size), 1, size) for size in sizes]
        case, output = self.workshop.folder / "scratch-case", self.scratch / "remis"
        for source, count, size in sources:
            print(f"  memory: {source.name}", file=sys.stderr)
            shutil.rmtree(output, ignore_errors=True)
            seal = self.sealing(case, source).run()
            bundle = Command("scelle bundle", self.workshop.bundle(case, output), statuses=(0, 3)).run()
            verify = self.verify(output / "remis.asice").run()
            self.report.add_memory(source.name, count, size, {"seal": seal, "bundle": bundle, "verify": verify})
        shutil.rmtree(output, ignore_errors=True)

    # What rows share

    def many_case(self) -> Path:
        return self.sealed(f"case-{self.count}", self.workshop.files(self.count, CAPTURE_SIZES))

    def large_case(self) -> Path:
        return self.sealed(f"case-large-{self.large >> 20}", self.workshop.large(self.large))

    def sealed(self, name: str, source: Path) -> Path:
        case = self.workshop.folder / name
        if not (case / "case.toml").exists() or not any((case / "originals").iterdir()):
            print(f"  making {name}", file=sys.stderr)
            self.sealing(case, source).run()
        return case

    def built(self, case: Path, name: str) -> tuple:
        """A hand-over folder of the case, and its container; made anew in each run, by the program that is measured."""
        folder = self.scratch / name
        if not folder.exists():
            Command("scelle bundle", self.workshop.bundle(case, folder), statuses=(0, 3)).run()
        return folder, folder / f"{name}.asice"

    def remove(self, path: Path):
        if path.exists():
            shutil.rmtree(path)
            # As for a case: see Workshop.new_case.
            os.sync()
            time.sleep(6)

    def age_key(self) -> str:
        made = subprocess.run(["age-keygen"], capture_output=True, text=True, check=True)
        return made.stderr.split()[-1]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--short", action="store_true", help="two minutes: small materials, three rounds")
    parser.add_argument("--rows", default=",".join(GROUPS), help="the groups of rows to measure")
    parser.add_argument("--rounds", type=int, help="runs of each side of a pair (5, or 3 when short)")
    parser.add_argument("--ledgers", help="sizes of ledgers (1000,10000,100000,1000000)")
    parser.add_argument("--files", help="how many small files the group memory takes in (100,1000,10000,100000)")
    parser.add_argument("--resume", action="store_true", help="leave out the groups that FOLDER has results of")
    parser.add_argument("--output", type=Path, help="where results.json and the plots go")
    parser.add_argument("--program", type=Path, default=ROOT / ".build/release/scelle")
    options = parser.parse_args()
    options.rounds = options.rounds or (3 if options.short else 5)
    sizes = options.ledgers or ("1000" if options.short else "1000,10000,100000,1000000")
    options.ledgers = [int(size) for size in sizes.split(",")]
    counts = options.files or ("100,1000" if options.short else "100,1000,10000,100000")
    options.files = [int(count) for count in counts.split(",")]
    return options


def main():
    options = arguments()
    folder = Path(os.environ.get("SCELLE_BENCH_DIR") or Path(tempfile.gettempdir()) / "scelle-bench")
    helper = options.program.with_name("scelle-bench")
    for program in (options.program, helper):
        if not os.access(program, os.X_OK):
            sys.exit(f"error: {program}: no such program; run make bench")
    workshop = Workshop(folder, options.program.resolve(), helper.resolve())
    report = Report(options, options.output or folder / "results")
    bench = Bench(options, workshop, report)
    report.cache_method = bench.cache.method
    groups = {name: getattr(bench, "verify_rows" if name == "verify" else name) for name in GROUPS}
    for name in options.rows.split(","):
        if options.resume and report.has(name):
            continue
        print(name, file=sys.stderr)
        report.begin(name)
        groups[name]()
        report.write()
    shutil.rmtree(bench.scratch, ignore_errors=True)
    workshop.forget(folder / "scratch-case")
    report.show()


if __name__ == "__main__":
    main()
