"""Timing of pairs: one command against another, alternately, in one run."""

import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Sample:
    """One run: seconds on the clock, seconds of processor time of the command and its children, KiB at its peak."""
    wall: float
    cpu: float
    peak: int


@dataclass
class Command:
    """A command line, or a shell script; `before` is done each time, outside the measurement."""
    name: str
    argv: list
    before: object = None
    env: dict = field(default_factory=dict)
    statuses: tuple = (0,)

    def run(self) -> Sample:
        if self.before:
            self.before()
        os.sync()
        with open(os.devnull, "rb") as nothing, open(os.devnull, "wb") as sink:
            start = time.monotonic()
            # A group of its own children only: what wait4 tells is this command's.
            process = subprocess.Popen(
                [str(word) for word in self.argv], stdin=nothing, stdout=sink, stderr=subprocess.PIPE,
                env=os.environ | {key: str(value) for key, value in self.env.items()},
            )
            errors = process.stderr.read()
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in self.statuses:
            sys.exit(f"error: {self.name}: exit status {process.returncode}\n{errors.decode(errors='replace')}")
        return Sample(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss)


def shell(name: str, script: str, before=None, env=None) -> Command:
    return Command(name, ["sh", "-euc", script], before, env or {})


@dataclass
class Pair:
    """What came of measuring ours beside theirs, alternately."""
    ours: list
    theirs: list

    def median(self, side: str, what: str) -> float:
        return statistics.median(getattr(sample, what) for sample in getattr(self, side))

    @property
    def ratio(self) -> float:
        return self.median("ours", "wall") / self.median("theirs", "wall")

    @property
    def spread(self) -> tuple:
        """The smallest and the largest ratio of one round."""
        ratios = [ours.wall / theirs.wall for ours, theirs in zip(self.ours, self.theirs)]
        return min(ratios), max(ratios)

    @property
    def processor_ratio(self) -> float:
        theirs = self.median("theirs", "cpu")
        return self.median("ours", "cpu") / theirs if theirs > 0 else float("nan")


def alternate(commands: list, rounds: int, prepare=lambda: None) -> list:
    """`rounds` runs of each command, in turn; who goes first changes with every round. The samples, in that order.

    `prepare` puts the cache in its state before each run.
    """
    samples = [[] for _ in commands]
    for number in range(rounds):
        first = number % len(commands)
        for place in [*range(first, len(commands)), *range(first)]:
            prepare()
            samples[place].append(commands[place].run())
            print(f"    {commands[place].name}: {samples[place][-1].wall:.2f} s", file=sys.stderr)
    return samples


class Cache:
    """The system's file cache: whether what is read lies in memory, and how it was put out of it."""

    DROP = "/proc/sys/vm/drop_caches"

    def __init__(self):
        self.drops_all = os.access(self.DROP, os.W_OK)

    @property
    def method(self) -> str:
        return "drop_caches" if self.drops_all else "POSIX_FADV_DONTNEED on every input file"

    def warm(self, *paths):
        """Reads every file once, so that none comes from the device."""
        def prepare():
            buffer = bytearray(1 << 20)
            for path in _files(paths):
                with open(path, "rb", buffering=0) as file:
                    while file.readinto(buffer):
                        pass
        return prepare

    def cold(self, *paths):
        """Puts every file out of memory."""
        def prepare():
            os.sync()
            if self.drops_all:
                Path(self.DROP).write_text("3\n")
                return
            for path in _files(paths):
                descriptor = os.open(path, os.O_RDONLY)
                os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
                os.close(descriptor)
        return prepare


def _files(paths):
    for path in map(Path, paths):
        if path.is_dir():
            yield from (file for file in path.rglob("*") if file.is_file())
        else:
            yield path
