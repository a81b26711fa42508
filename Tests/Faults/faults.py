#!/usr/bin/env python3
"""Breaks scelle at its system calls, and asks afterwards whether anything was lost.

    python3 Tests/Faults/faults.py BINARY [--rounds 500] [--seed 1] [--only NAME …]

`docs/faults.md` is the table of steps that this carries out (`steps`), each from inside the process, by `inject.c`. Every
round (`kill`, `error`, `governance`) runs one operation of a case under strace, which makes one system call of it go wrong:
the process is killed before that call, or the call fails with EIO or ENOSPC. Which call is drawn from the seed, out of those
that the same operation made the last time it went well. `governance` kills what changes who may sign, where a case stands, and
what lies outside of it. Then, whatever the operation said:

 1. `audit`, with every original read again, finds nothing that failed; its status is 0 or 3.
 2. Every exhibit that was there before is there still: same id, same entry, same digest.
 3. An operation that reported success left what it reported; one that reported failure named it in one line (`error: `).
 4. The same operation, given again, succeeds, and what it was to enter is there once.
 5. What lies at the place of a bundle, a receipt, a backup or a restored case is whole, or is not there.
 6. Who was being enrolled or retired is, or is not; what is left to do, the next operation does. A witness that was ended
    at any place never signs a second history.

SIGKILL leaves the page cache to the kernel: this is the crash of a program, not of a machine. That every file is on the
device before what names it is shown by the order of the calls (`order`): fsync of an original and of its folder comes before
the ledger's transaction, which syncs its log before the program says that anything was sealed.

Beside the rounds: `together`, eight processes that seal at once; `full`, a device without room; `readonly`; `clock`, a clock
that jumps back. Exit status: 0 nothing lost, 1 something was, with the round's seed and the folder kept.
"""

import argparse
import collections
import errno
import hashlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

# The calls that change something outside the process. Reading fails in scenarios of its own.
CALLS = [
    "write", "pwrite64", "fsync", "fdatasync", "rename", "renameat2", "unlink", "unlinkat", "mkdir", "ftruncate", "link",
    "fchmod", "chmod", "openat",
]
ERRORS = ["EIO", "ENOSPC"]
# What a program in perfect health may need; a round that takes longer hangs.
PATIENCE = 120


class Loss(Exception):
    """Something that was there is not there, or something is there that should not be."""


class Program:
    """The binary with a home of its own, so that nothing of the person who runs this is touched."""

    def __init__(self, binary, folder):
        self.binary = str(binary)
        self.folder = folder
        self.environment = {
            "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "SCELLE_HOME": str(folder / "home"), "TMPDIR": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
        }

    def run(self, *arguments, under=(), **environment):
        """One command to its end: its status, output and complaint."""
        return subprocess.run(
            [*under, self.binary, *map(str, arguments)],
            env={**self.environment, **environment}, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=PATIENCE, cwd=self.folder,
        )

    def start(self, *arguments):
        return subprocess.Popen(
            [self.binary, *map(str, arguments)],
            env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            cwd=self.folder,
        )

    def must(self, *arguments, statuses=(0,), **environment):
        done = self.run(*arguments, **environment)
        if done.returncode not in statuses:
            raise Loss(f"{' '.join(map(str, arguments))}: status {done.returncode}, not {statuses}\n{done.stderr}")
        return done


class Dossier:
    """A case file, and what is known to be in it."""

    def __init__(self, program, folder, url):
        self.program = program
        self.folder = folder
        self.url = url
        self.path = folder / "dossier"
        self.sealed = {}
        self.given = 0
        self.outputs = 0
        program.must("identity", "new", "essai", "--common-name", "DEMONSTRATION", "--no-passphrase", "-q")
        certificate = folder / "home/identities/essai/signing.cert.pem"
        program.must("trust", "add", certificate, "--name", "DEMONSTRATION", "-q")
        program.must(
            "init", self.path, "--no-recovery", "--no-passphrase", "-q", *(["--tsa", url] if url else []),
        )

    def options(self):
        return ["-C", self.path, "--identity", "essai", "--no-passphrase", "-q"]

    def output(self, name):
        self.outputs += 1
        return self.folder / f"{name}-{self.outputs}"

    def files(self, count, size=3_000):
        """New files to seal, no two alike, in a folder of their own; their digests by name."""
        folder = self.folder / f"remise-{self.given}"
        folder.mkdir()
        digests = {}
        for number in range(count):
            name = f"capture-{self.given}-{number}.txt"
            content = f"{self.given} {number} ".encode() * (size // 8)
            (folder / name).write_bytes(content)
            digests[name] = hashlib.sha256(content).hexdigest()
        self.given += 1
        return folder, digests

    def ledger_key(self):
        """The key that checks the ledger's signatures, from the receipt of one more seal: the way it goes to a witness."""
        source, _ = self.files(1)
        receipt = self.output("recu")
        self.program.must("seal", source, "--no-minor-imagery", "-o", receipt, *self.options(), statuses=(0, 3))
        text = "\n".join(file.read_text(errors="replace") for file in receipt.iterdir())
        return re.search(r"^key (\S+)$", text, re.MULTILINE)[1]

    def exhibits(self):
        listed = json.loads(self.program.must("list", "--names", "--json", *self.options(), statuses=(0, 3)).stdout)
        found = {exhibit["exhibit"]: (exhibit["entry"], exhibit.get("sha256")) for exhibit in listed}
        if len(found) != len(listed):
            raise Loss("an exhibit is listed twice")
        return found

    def judge(self):
        """Points 1 and 2."""
        audit = self.program.run("audit", "--json", *self.options())
        if audit.returncode not in (0, 3):
            raise Loss(f"audit: status {audit.returncode}\n{audit.stderr}\n{audit.stdout[-3000:]}")
        failed = [check["name"] for check in json.loads(audit.stdout)["checks"] if check["outcome"] == "failed"]
        if failed:
            raise Loss(f"audit: failed {failed}")
        found = self.exhibits()
        for exhibit, known in self.sealed.items():
            if found.get(exhibit) != known:
                raise Loss(f"exhibit {exhibit} was {known} and is {found.get(exhibit)}")
        self.sealed = found

    def holds_once(self, digests):
        """The second half of point 4."""
        counts = collections.Counter(digest for _, digest in self.exhibits().values())
        for name, digest in digests.items():
            if counts[digest] != 1:
                raise Loss(f"{name} is there {counts[digest]} times")


# MARK: - The operations

def stands(folder):
    """Whether something lies there; an empty folder is a name that was only claimed, and never got what it was for."""
    return folder.exists() and any(folder.iterdir())


class Operation:
    """One command on a case, and what must be true when it ended in whatever way."""
    # What it needs in its environment: another home, for whoever must not be taken for the case's own keeper.
    environment = {}

    # Whether it said in a line of its own what went wrong.
    named = False

    def run(self, under=(), **environment):
        done = self.dossier.program.run(*self.command(), under=under, **{**self.environment, **environment})
        self.named = re.search(r"^error: .+$", done.stderr, re.MULTILINE) is not None
        return done

    def again(self):
        """Point 4."""
        done = self.run()
        if done.returncode not in (0, 3) or self.named:
            raise Loss(f"given again: status {done.returncode}\n{done.stderr}")
        self.check(True)


class Sealing(Operation):
    """Three files."""
    name = "seal"

    def __init__(self, dossier):
        self.dossier = dossier
        self.source, self.digests = dossier.files(3)

    def command(self):
        self.out = self.dossier.output("recu")
        return ["seal", self.source, "--no-minor-imagery", "-o", self.out, *self.dossier.options()]

    def check(self, succeeded):
        if succeeded:
            self.dossier.holds_once(self.digests)
            receipts = list(self.out.glob("*")) if self.out.is_dir() else []
            # What is sealed stays so when the receipt meets a full disk; but then that is said.
            if not receipts and not self.named:
                raise Loss("sealed, and no receipt was written")


class Stamping(Operation):
    """The time stamp of a head that waits for one: the case has just lost its authority, and found it again."""
    name = "timestamp"

    def __init__(self, dossier):
        self.dossier = dossier
        source, self.digests = dossier.files(1)
        settings = dossier.path / "case.toml"
        kept = settings.read_bytes()
        try:
            settings.write_bytes(kept.replace(dossier.url.encode(), b"http://127.0.0.1:1/"))
            dossier.program.must("seal", source, "--no-minor-imagery", "-o", dossier.output("recu"),
                                 *dossier.options(), statuses=(3,))
        finally:
            settings.write_bytes(kept)

    def command(self):
        return ["timestamp", *self.dossier.options()]

    def check(self, succeeded):
        self.dossier.holds_once(self.digests)


class Bundling(Operation):
    """A bundle of everything that is numbered so far, and of what is not numbered yet."""
    name = "bundle"

    def __init__(self, dossier):
        self.dossier = dossier
        source, _ = dossier.files(1)
        dossier.program.must("seal", source, "--no-minor-imagery", "-o", dossier.output("recu"),
                             *dossier.options(), statuses=(0, 3))
        self.out = None

    def command(self):
        self.out = self.dossier.output("remise-au-greffe")
        return ["bundle", "-o", self.out, "--no-encryption", *self.dossier.options()]

    def check(self, succeeded):
        # Point 5: a verdict other than passed may have its reason in the time, never in the content.
        if stands(self.out):
            verdict = self.dossier.program.run("verify", self.out, "--json")
            if verdict.returncode not in (0, 3):
                raise Loss(f"a bundle stands at its place and does not verify: {verdict.returncode}\n{verdict.stdout[-2000:]}")
        elif succeeded:
            raise Loss("the bundle was reported and is not there")


class BackingUp(Operation):
    """A backup: whole, or absent."""
    name = "backup"

    def __init__(self, dossier):
        self.dossier = dossier

    def command(self):
        self.out = self.dossier.output("sauvegarde")
        return ["backup", "-o", self.out, *self.dossier.options()]

    def check(self, succeeded):
        if self.out.exists():
            restored = self.dossier.output("relu")
            self.dossier.program.must("restore", self.out, restored, "--identity", "essai", "--no-passphrase", "-q")
            shutil.rmtree(restored)
            self.out.unlink()
        elif succeeded:
            raise Loss("the backup was reported and is not there")


class Restoring(Operation):
    """A case from a backup: whole, or absent."""
    name = "restore"

    def __init__(self, dossier):
        self.dossier = dossier
        self.backup = dossier.output("sauvegarde")
        dossier.program.must("backup", "-o", self.backup, *dossier.options())

    def command(self):
        self.out = self.dossier.output("rendu")
        return ["restore", self.backup, self.out, "--identity", "essai", "--no-passphrase", "-q"]

    def check(self, succeeded):
        if stands(self.out):
            self.dossier.program.must("audit", "-C", self.out, *self.dossier.options()[2:], statuses=(0, 3))
            shutil.rmtree(self.out)
        elif succeeded:
            raise Loss("the case was reported and is not there")


class Adopting(Operation):
    """A copy, with a home of its own: this computer would call the case itself the older one afterwards."""
    name = "adopt"

    def __init__(self, dossier):
        self.dossier = dossier
        self.path = dossier.output("copie")
        home = dossier.output("maison")
        shutil.copytree(dossier.path, self.path)
        shutil.copytree(dossier.folder / "home", home)
        self.environment = {"SCELLE_HOME": str(home)}

    def command(self):
        return ["adopt", "--reason", "copied", "-C", self.path, *self.dossier.options()[2:]]

    def check(self, succeeded):
        done = self.dossier.program.run("audit", "-C", self.path, *self.dossier.options()[2:], **self.environment)
        if done.returncode not in (0, 3):
            raise Loss(f"the copy: audit: status {done.returncode}\n{done.stdout}")

    def again(self):
        """It is adopted, or was; then it grows."""
        done = self.run()
        if done.returncode not in (0, 1):
            raise Loss(f"given again: status {done.returncode}\n{done.stderr}")
        source, _ = self.dossier.files(1)
        self.dossier.program.must(
            "seal", source, "--no-minor-imagery", "-o", self.dossier.output("recu"), "-C", self.path,
            *self.dossier.options()[2:], statuses=(0, 3), **self.environment,
        )
        self.check(True)


class Governing(Operation):
    """Who may sign, and with which keys: entered or not, and complete after whatever enters something next."""

    def __init__(self, dossier):
        self.dossier = dossier
        self.newcomer = dossier.output("second").name
        dossier.program.must("identity", "new", self.newcomer, "--common-name", self.newcomer.upper(),
                             "--no-passphrase", "-q")

    def enrolment(self):
        return ["custodian", "enrol", "--newcomer", self.newcomer, *self.dossier.options()]

    def is_active(self):
        """Whether the newcomer may sign, as the ledger says."""
        listed = self.dossier.program.must("custodian", "list", "-C", self.dossier.path, "--json", statuses=(0, 3))
        own = [one for one in json.loads(listed.stdout)["custodians"] if one["name"] == self.newcomer.upper()]
        if len(own) > 1:
            raise Loss(f"{self.newcomer} is enrolled twice")
        return bool(own) and "retired" not in own[0]

    def check(self, succeeded):
        if succeeded and self.wanted is not None and self.is_active() != self.wanted:
            raise Loss(f"{self.name}: reported, and {self.newcomer} is active: {not self.wanted}")

    def again(self):
        entered = self.wanted is not None and self.is_active() == self.wanted
        done = self.run()
        if done.returncode not in ((1,) if entered else (0, 3)):
            raise Loss(f"given again, entered: {entered}: status {done.returncode}\n{done.stderr}")
        self.check(True)
        # Nothing that only a person could mend: the next command that enters something completes it.
        source, digests = self.dossier.files(1)
        self.dossier.program.must("seal", source, "--no-minor-imagery", "-o", self.dossier.output("recu"),
                                  *self.dossier.options(), statuses=(0, 3))
        self.dossier.holds_once(digests)
        self.dossier.program.must("custodian", "list", "-C", self.dossier.path)


class Enrolling(Governing):
    name = "enrol"
    wanted = True

    def command(self):
        return self.enrolment()


class Retiring(Governing):
    name = "retire"
    wanted = False

    def __init__(self, dossier):
        super().__init__(dossier)
        dossier.program.must(*self.enrolment(), statuses=(0, 3))

    def command(self):
        return ["custodian", "retire", self.newcomer.upper(), "--reason", "ended", *self.dossier.options()]


class Rekeying(Governing):
    name = "rekey"
    wanted = None

    def command(self):
        return ["custodian", "rekey", *self.dossier.options()]


class Witnessing(Operation):
    """A witness that is asked about two histories of one ledger: it signs one, whenever it was ended."""
    name = "witness sign"

    def __init__(self, dossier):
        self.dossier = dossier
        program = dossier.program
        # Somebody else, in another home, who knows the ledger from before the fork.
        home = dossier.output("temoin")
        self.environment = {"SCELLE_HOME": str(home)}
        program.must("witness", "new", "voisin", "--key-name", "voisin.example/w1", "--no-passphrase", "-q",
                     **self.environment)
        # The same ledger goes on in two places, each with what the other has not.
        adopted = Adopting(dossier)
        adopted.again()
        self.key = dossier.ledger_key()
        self.asked = [dossier.output("demande"), dossier.output("demande")]
        program.must("log", "consistency", 0, "-C", dossier.path, "-o", self.asked[0], "-q")
        program.must("log", "consistency", 0, "-C", adopted.path, "-o", self.asked[1], "-q", **adopted.environment)

    def command(self, which=0):
        self.out = self.dossier.output("reponse")
        return ["witness", "sign", self.asked[which], "--log-key", self.key, "-o", self.out, "--no-passphrase", "-q"]

    def check(self, succeeded):
        if succeeded and not self.out.exists():
            raise Loss("the cosignature was reported and is not there")
        if not self.out.exists():
            return
        other = self.dossier.program.run(*self.command(1), **self.environment)
        if other.returncode == 0 or self.out.exists():
            raise Loss("the witness signed two histories")


class KeepingCosignatures(Operation):
    """What a witness gave back: kept once, under its own name, however often it is added."""
    name = "witness add"

    def __init__(self, dossier):
        self.dossier = dossier
        program = dossier.program
        home = dossier.output("temoin")
        elsewhere = {"SCELLE_HOME": str(home)}
        self.witness = f"{home.name}.example/w1"
        made = program.must("witness", "new", "voisin", "--key-name", self.witness, "--no-passphrase", "--json",
                            **elsewhere)
        self.key = json.loads(made.stdout)["key"]
        key = dossier.ledger_key()
        asked = dossier.output("demande")
        self.answer = dossier.output("reponse")
        program.must("log", "consistency", 0, "-C", dossier.path, "-o", asked, "-q")
        program.must("witness", "sign", asked, "--log-key", key, "-o", self.answer, "--no-passphrase", "-q", **elsewhere)

    def command(self):
        return ["witness", "add", self.answer, "-C", self.dossier.path, "--key", self.key, "-q"]

    def check(self, succeeded):
        listed = self.dossier.program.must("witness", "list", "-C", self.dossier.path, "--json").stdout
        kept = [one["witness"] for one in json.loads(listed)["cosignatures"]].count(self.witness)
        if kept > 1 or (succeeded and kept != 1):
            raise Loss(f"the cosignature is kept {kept} times")


DAILY = {operation.name: operation for operation in (Sealing, Stamping, Bundling)}
RARE = {operation.name: operation for operation in (
    BackingUp, Restoring, Adopting, Enrolling, Retiring, Rekeying, Witnessing, KeepingCosignatures)}
OPERATIONS = DAILY | RARE


# MARK: - Faults at system calls

def counts(log):
    """How often each thread made each call, at most: strace counts a call for each thread by itself."""
    made = collections.Counter()
    for line in log.read_text(errors="replace").splitlines():
        match = re.match(r"(\d+)\s+(\w+)\(", line)
        if match:
            made[match.groups()] += 1
    most = {}
    for (_, call), count in made.items():
        most[call] = max(most.get(call, 0), count)
    return most


class Rounds:
    """One operation after another on one case, each broken once and then given again."""

    def __init__(self, dossier, chance):
        self.dossier = dossier
        self.chance = chance
        self.calls = {}
        self.told = collections.Counter()

    def reference(self, name):
        """A run that goes well: what it calls is what can go wrong."""
        operation = OPERATIONS[name](self.dossier)
        log = self.dossier.folder / "strace.txt"
        done = operation.run(
            under=["strace", "-f", "-qq", "-e", f"trace={','.join(CALLS)}", "-o", str(log)],
        )
        if done.returncode not in (0, 3):
            raise Loss(f"{name} in good health: status {done.returncode}\n{done.stderr}")
        self.calls[name] = counts(log)
        operation.check(True)
        self.dossier.judge()

    def round(self, name, how):
        how = "error" if how == "error" else "kill"
        if name not in self.calls:
            self.reference(name)
        operation = OPERATIONS[name](self.dossier)
        self.dossier.judge()
        # Every kind of call has the same chance, and of each kind every place.
        call = self.chance.choice(sorted(self.calls[name]))
        place = self.chance.randint(1, self.calls[name][call])
        fault = "signal=KILL" if how == "kill" else f"error={self.chance.choice(ERRORS)}"
        told = f"{name}: {call} no. {place}: {fault}"
        try:
            done = operation.run(
                under=["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}",
                       "-e", f"inject={call}:{fault}:when={place}"],
            )
            self.judge_outcome(operation, done, how)
            self.dossier.judge()
            operation.again()
            self.dossier.judge()
        except Loss as loss:
            raise Loss(f"{told}\n{loss}") from loss
        except subprocess.TimeoutExpired as endless:
            raise Loss(f"{told}\nit did not end: {endless}") from endless

    def judge_outcome(self, operation, done, how):
        """Point 3."""
        # strace hands on the signal that killed its child.
        killed = done.returncode in (-signal.SIGKILL, 128 + signal.SIGKILL)
        self.told["killed" if killed else f"status {done.returncode}"] += 1
        if killed:
            if how != "kill":
                raise Loss("killed by an error")
            operation.check(False)
            return
        if how == "kill" or done.returncode in (0, 3):
            # The drawn call did not come this time, or the operation did not need it.
            operation.check(done.returncode in (0, 3))
            return
        if done.returncode not in (1, 2) or not re.search(r"^error: .+$", done.stderr, re.MULTILINE):
            raise Loss(f"status {done.returncode}, and no error is named:\n{done.stderr}")
        operation.check(False)


def rounds(binary, url, how, count, seed, names):
    told = collections.Counter()
    # A new case from time to time: an old one only makes every audit longer.
    for start in range(0, count, 25):
        with Kept(f"{how}-{seed}-{start}") as folder:
            chance = random.Random(f"{seed} {how} {start}")
            dossier = Dossier(Program(binary, folder), folder, url)
            on = Rounds(dossier, chance)
            for _ in range(start, min(start + 25, count)):
                on.round(chance.choice(names), how)
            told += on.told
    print(f"{how}: {count} rounds, nothing lost ({', '.join(f'{n} {what}' for what, n in sorted(told.items()))})")


class Kept:
    """A temporary folder that stays when something was lost in it."""

    def __init__(self, name):
        self.name = name

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix=f"scelle-{self.name}-"))
        return self.folder

    def __exit__(self, kind, error, trace):
        if kind is None:
            shutil.rmtree(self.folder)
        else:
            print(f"kept: {self.folder}", file=sys.stderr)


# MARK: - One fault a step

NO, YES, EITHER = "no", "yes", "either"


class Step:
    """A row of the table in docs/faults.md: a call on a path, and what is true when the process ends or the call fails there."""

    def __init__(self, name, operation, call, path, killed, failed, fatal, number=errno.EIO):
        self.name, self.operation, self.call, self.path = name, operation, call, path
        # Whether the files are in the ledger after the kill, and after the error.
        self.entered = {"kill": killed, "error": failed}
        # Whether the operation reports a failure (status 1 or 2) when the call fails.
        self.fatal = fatal
        # The error with which the call fails.
        self.number = errno.ECONNREFUSED if call == "connect" else number


# Paths are extended regular expressions, as `inject.c` takes them.
STEPS = [
    Step("an original is synced", "seal", "fsync", r"/originals/.+\.partial$", NO, NO, True),
    Step("an original gets its name", "seal", "rename", r"/dossier/originals/", NO, NO, True),
    Step("the folder of originals is synced", "seal", "fsync", r"/dossier/originals$", NO, NO, True),
    Step("the openings' journal is synced", "seal", "fdatasync", r"/openings\.sqlite-journal$", NO, NO, True),
    Step("the openings are synced", "seal", "fdatasync", r"/openings\.sqlite$", NO, NO, True),
    Step("the entries are written", "seal", "pwrite64", r"/ledger\.sqlite-wal$", NO, NO, True),
    # The frames are in the page cache: the kernel keeps them although the process ends, and a failed sync says nothing of
    # what the device has. What was reported as failed may be there; given again it is not there twice.
    Step("the entries are synced", "seal", "fdatasync", r"/ledger\.sqlite-wal$", EITHER, EITHER, True),
    Step("the head is remembered", "seal", "rename", r"/heads/", YES, YES, False),
    Step("the receipt's folder is made", "seal", "mkdir", r"recu-", YES, YES, False),
    Step("the receipt gets its name", "seal", "rename", r"/recu-[0-9]+/", YES, YES, False),
    Step("the authority is asked", "seal", "connect", r"^internet$", YES, YES, False),
    Step("a stamp's entry is written", "timestamp", "pwrite64", r"/ledger\.sqlite-wal$", YES, YES, True),
    Step("what prepares a bundle is written", "bundle", "pwrite64", r"/ledger\.sqlite-wal$", YES, YES, True),
    Step("a bundle's container is synced", "bundle", "fsync", r"\.asice", YES, YES, True),
    Step("a bundle gets its name", "bundle", "renameat2", r"/remise-au-greffe-[0-9]+$", YES, YES, True),
    Step("a file system that cannot be told not to replace says so", "bundle", "renameat2", r"/remise-au-greffe-[0-9]+$",
         YES, YES, False, errno.EINVAL),
]


def steps(binary, url):
    """Every step of the table, killed and failed from inside the process."""
    done = 0
    with Kept("steps") as folder:
        preloaded = folder / "inject.so"
        compiler = shutil.which("clang") or shutil.which("cc")
        subprocess.run([compiler, "-O2", "-fPIC", "-shared", "-o", preloaded, ROOT / "Tests/Faults/inject.c", "-ldl"], check=True)
        dossier = Dossier(Program(binary, folder), folder, url)
        for step in STEPS:
            for how in ("kill", "error"):
                carry_out(step, how, dossier, preloaded)
                done += 1
    print(f"steps: {done} faults at {len(STEPS)} steps, each as its row says")


def carry_out(step, how, dossier, preloaded):
    """One row, one way."""
    operation = OPERATIONS[step.operation](dossier)
    dossier.judge()
    log = dossier.output("faute")
    ended = operation.run(
        LD_PRELOAD=str(preloaded), SCELLE_FAULT_CALL=step.call, SCELLE_FAULT_PATH=step.path,
        SCELLE_FAULT_HOW="kill" if how == "kill" else str(step.number), SCELLE_FAULT_LOG=str(log),
    )
    told = f"{step.name} ({how}): status {ended.returncode}\n{ended.stderr}"
    if not log.exists():
        raise Loss(f"{told}\nno {step.call} on {step.path} was made")
    if how == "kill" and ended.returncode != -signal.SIGKILL:
        raise Loss(f"{told}\nit was not killed at {log.read_text()}")
    if how == "error":
        failed = ended.returncode in (1, 2) and re.search(r"^error: .+$", ended.stderr, re.MULTILINE)
        if step.fatal and not failed or not step.fatal and ended.returncode not in (0, 3):
            raise Loss(f"{told}\nthe row says {'a failure that is named' if step.fatal else 'that it goes on'}")
    try:
        dossier.judge()
        digests = getattr(operation, "digests", {})
        there = {digest for _, digest in dossier.exhibits().values()}
        entered = [digest in there for digest in digests.values()]
        if digests and step.entered[how] != EITHER and entered != [step.entered[how] == YES] * len(digests):
            raise Loss(f"entered: {entered}, and the row says {step.entered[how]}")
        operation.again()
        dossier.judge()
    except Loss as loss:
        raise Loss(f"{told}\n{loss}") from loss


# MARK: - The other faults

def together(binary, url):
    """Eight processes seal at once: nothing lost, nothing twice, one history."""
    with Kept("together") as folder:
        program = Program(binary, folder)
        dossier = Dossier(program, folder, url)
        digests, running = {}, []
        for number in range(8):
            source, own = dossier.files(4)
            digests |= own
            out = dossier.output("recu")
            running.append(program.start("seal", source, "--no-minor-imagery", "-o", out, *dossier.options()))
        for process in running:
            _, complaint = process.communicate(timeout=PATIENCE)
            if process.returncode not in (0, 3):
                raise Loss(f"together: status {process.returncode}\n{complaint}")
        dossier.holds_once(digests)
        dossier.judge()
        # The same files, from eight hands at once: each is there once, and each hand's submission is entered.
        source, own = dossier.files(2)
        running = [
            program.start("seal", source, "--no-minor-imagery", "-o", dossier.output("recu"), *dossier.options())
            for _ in range(8)
        ]
        for process in running:
            _, complaint = process.communicate(timeout=PATIENCE)
            if process.returncode not in (0, 3):
                raise Loss(f"the same together: status {process.returncode}\n{complaint}")
        dossier.holds_once(own)
        dossier.judge()
    print("together: 8 processes sealed other files, then the same ones; nothing lost, nothing twice")


class Device:
    """A small file system of its own, where this may mount one."""

    def __init__(self, folder, size):
        self.folder = folder
        folder.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True)
        self.is_mounted = mounted.returncode == 0

    def read_only(self, on):
        subprocess.run(["mount", "-o", f"remount,{'ro' if on else 'rw'}", self.folder], check=True)

    def end(self):
        if self.is_mounted:
            subprocess.run(["umount", "-l", self.folder], check=True)


def full(binary):
    """A device without room: refused by name, the case as it was; with room again, it works."""
    with Kept("full") as folder:
        device = Device(folder / "device", "3m")
        try:
            if not device.is_mounted:
                print("full: SKIPPED, no file system can be mounted here")
                return
            program = Program(binary, folder)
            dossier = SmallDossier(program, folder, folder / "device")
            source, digests = dossier.files(4, size=200_000)
            program.must("seal", source, "--no-minor-imagery", "-o", dossier.output("recu"), *dossier.options())
            dossier.judge()
            # What is there must be told apart from what is not: the room ends at many places.
            refused = 0
            for spare in (4_000, 20_000, 60_000, 150_000, 300_000, 600_000):
                ballast = folder / "device/ballast"
                source, digests = dossier.files(3, size=100_000)
                room = os.statvfs(folder / "device")
                ballast.write_bytes(b"\0" * max(0, room.f_bavail * room.f_frsize - spare))
                done = program.run("seal", source, "--no-minor-imagery", "-o", dossier.output("recu"), *dossier.options())
                if done.returncode not in (0, 3):
                    refused += 1
                    if done.returncode != 2 or not re.search(r"^error: .+$", done.stderr, re.MULTILINE):
                        raise Loss(f"full, {spare} bytes left: status {done.returncode}\n{done.stderr}")
                ballast.unlink()
                dossier.judge()
                program.must("seal", source, "--no-minor-imagery", "-o", dossier.output("recu"), *dossier.options())
                dossier.holds_once(digests)
                dossier.judge()
            if refused < 3:
                raise Loss(f"full: only {refused} of 6 calls met a full device")
        finally:
            device.end()
    print("full: refused by name, the case as it was, the same call later done")


class SmallDossier(Dossier):
    """A case on a device of its own; what is sealed and handed out lies elsewhere."""

    def __init__(self, program, folder, device):
        super().__init__(program, folder, None)
        moved = device / "dossier"
        shutil.rmtree(self.path)
        self.path = moved
        program.must("init", self.path, "--no-recovery", "--no-passphrase", "-q")


def readonly(binary):
    """A file system that cannot be written: an audit works, writing is refused by name, nothing changes."""
    with Kept("readonly") as folder:
        device = Device(folder / "device", "8m")
        try:
            if not device.is_mounted:
                print("readonly: SKIPPED, no file system can be mounted here")
                return
            program = Program(binary, folder)
            dossier = SmallDossier(program, folder, folder / "device")
            source, _ = dossier.files(2)
            program.must("seal", source, "--no-minor-imagery", "-o", dossier.output("recu"), *dossier.options())
            dossier.judge()
            device.read_only(True)
            source, digests = dossier.files(2)
            done = program.run("seal", source, "--no-minor-imagery", "-o", dossier.output("recu"), *dossier.options())
            if done.returncode not in (1, 2) or not re.search(r"^error: .+$", done.stderr, re.MULTILINE):
                raise Loss(f"readonly: status {done.returncode}\n{done.stderr}")
            # Whoever judges must be able to; a command that works on the case may say why it cannot open it.
            done = program.run("audit", *dossier.options())
            if done.returncode not in (0, 3):
                raise Loss(f"readonly: audit: status {done.returncode}\n{done.stderr}")
            for command in ("list", "log"):
                done = program.run(command, *dossier.options())
                if done.returncode not in (0, 3) and not re.search(r"^error: .+$", done.stderr, re.MULTILINE):
                    raise Loss(f"readonly: {command}: status {done.returncode}, and no error is named")
            device.read_only(False)
            program.must("seal", source, "--no-minor-imagery", "-o", dossier.output("recu"), *dossier.options())
            dossier.holds_once(digests)
            dossier.judge()
        finally:
            device.end()
    print("readonly: read, refused to write, went on when it could be written again")


def clock(binary):
    """A clock that jumps back: what it showed is recorded, the order is the tree's."""
    with Kept("clock") as folder:
        program = Program(binary, folder)
        dossier = Dossier(program, folder, None)
        entries = []
        for back in ("+400d", "+3d", "+30d", "+0d"):
            source, digests = dossier.files(1)
            under = ["faketime", "-f", back]
            done = program.run("seal", source, "--no-minor-imagery", "-o", dossier.output("recu"),
                               *dossier.options(), under=under)
            if done.returncode not in (0, 3):
                raise Loss(f"clock {back}: status {done.returncode}\n{done.stderr}")
            listed = json.loads(program.must("list", "--names", "--json", *dossier.options()).stdout)
            own = [exhibit for exhibit in listed if exhibit["sha256"] in digests.values()]
            entries.append((own[0]["entry"], own[0]["declaredAt"]))
            dossier.holds_once(digests)
            dossier.judge()
        if [entry for entry, _ in entries] != sorted(entry for entry, _ in entries):
            raise Loss(f"clock: the order is not the tree's: {entries}")
        declared = [moment for _, moment in entries]
        if declared == sorted(declared):
            raise Loss(f"clock: it did not jump back: {declared}")
    print("clock: it jumped back, what it showed is recorded, the order stayed")


def order(binary):
    """What names a file comes after the file is on the device: by the order of the system calls of one seal."""
    with Kept("order") as folder:
        program = Program(binary, folder)
        dossier = Dossier(program, folder, None)
        source, digests = dossier.files(3)
        log = folder / "strace.txt"
        out = dossier.output("recu")
        done = program.run(
            "seal", source, "--no-minor-imagery", "-o", out, *dossier.options(),
            under=["strace", "-f", "-qq", "-y", "-e", "trace=rename,renameat2,link,linkat,fsync,fdatasync,syncfs,write,pwrite64,openat,mkdir",
                   "-o", str(log)],
        )
        if done.returncode not in (0, 3):
            raise Loss(done.stderr)
        lines = log.read_text(errors="replace").splitlines()

        def first(pattern, after=0):
            found = [p for p, line in enumerate(lines) if p >= after and re.search(pattern, line)]
            if not found:
                raise Loss(f"order: no call is like {pattern} after line {after}")
            return found[0]

        entered = first(r"pwrite64\(\d+<[^>]*/ledger\.sqlite-wal>")
        before = lines[:entered]

        def synced(pattern):
            return [position for position, line in enumerate(before) if re.search(rf"f(data)?sync\(\d+<{pattern}>", line)]

        originals = synced(r"[^>]*/dossier/originals/[^>/]+")
        if len(originals) < len(digests):
            raise Loss(f"order: {len(originals)} originals were synced before the entries, of {len(digests)}")
        renamed = [p for p, line in enumerate(before) if re.search(r"rename\w*\(.*/dossier/originals/", line)]
        folder = synced(r"[^>]*/dossier/originals")
        if len(renamed) < len(digests) or not folder or folder[-1] < renamed[-1]:
            raise Loss("order: the folder of originals is not synced between their names and the entries")
        if not synced(r"[^>]*/openings\.sqlite"):
            raise Loss("order: the openings are not synced before the entries")
        if first(r"(rename\w*|mkdir)\(.*recu-") < first(r"f(data)?sync\(\d+<[^>]*/ledger\.sqlite-wal>", entered):
            raise Loss("order: the receipt is there before the entries are on the device")
    print("order: originals, their folder and openings are synced before the entries; the entries before the receipt")


# MARK: - Main

NAMES = ["order", "steps", "kill", "error", "governance", "together", "full", "readonly", "clock"]

# Those that need strace.
TRACED = {"order", "kill", "error", "governance"}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary", type=Path)
    parser.add_argument("--rounds", type=int, default=500, help="how many are killed; half as many meet an error, a fifth are of governance")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--only", nargs="*", choices=NAMES)
    asked = parser.parse_args()
    binary = asked.binary.resolve()
    for tool in ("strace", "faketime"):
        if not shutil.which(tool):
            sys.exit(f"error: {tool} is not installed")
    may_trace = subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True).returncode == 0
    state = Path(tempfile.mkdtemp(prefix="scelle-authority-"))
    port = state / "port"
    authority = subprocess.Popen(
        [sys.executable, ROOT / "Examples/demo/authority.py", "--state", state / "keys", "--port-file", port],
        stderr=subprocess.DEVNULL,
    )
    try:
        while not (port.exists() and port.read_text().strip()):
            if authority.poll() is not None:
                sys.exit("error: the authority did not start")
            time.sleep(0.05)
        url = f"http://127.0.0.1:{port.read_text().strip()}/"
        wanted = asked.only or NAMES
        names = sorted(DAILY)
        for name in wanted:
            if name in TRACED and not may_trace:
                print(f"{name}: SKIPPED, no process may be traced here")
                continue
            match name:
                case "steps": steps(binary, url)
                case "kill": rounds(binary, url, "kill", asked.rounds, asked.seed, names)
                case "error": rounds(binary, url, "error", asked.rounds // 2, asked.seed, names)
                case "governance": rounds(binary, url, "governance", asked.rounds // 5, asked.seed, sorted(RARE))
                case "together": together(binary, url)
                case "full": full(binary)
                case "readonly": readonly(binary)
                case "clock": clock(binary)
                case "order": order(binary)
    except Loss as loss:
        sys.exit(f"LOST: {loss}")
    finally:
        authority.terminate()
        authority.wait()
        shutil.rmtree(state, ignore_errors=True)


if __name__ == "__main__":
    main()
