"""The table, results.json, and plots as SVG without any library."""

import json
import math
import os
import platform
import subprocess
import time
from pathlib import Path

# In the order of the table.
GROUPS = "start digest seal bundle verify sign ledger memory".split()


class Report:
    """What was measured, in this run and in those before it that `folder` keeps."""

    def __init__(self, options, folder: Path):
        self.short, self.folder = options.short, folder
        self.rows, self.ledgers, self.memory = [], [], []
        self.cache_method, self.done = "", {}
        kept = folder / "results.json"
        if kept.exists():
            known = json.loads(kept.read_text())
            # Figures of another machine, or of other materials, are nothing to stand beside.
            if known.get("machine") == self.machine() and known.get("short") == self.short:
                self.rows, self.ledgers, self.memory = known["rows"], known["ledgers"], known["memory"]
                self.done = known.get("groups", {})

    def has(self, group: str) -> bool:
        return group in self.done

    def begin(self, group: str):
        """Forgets what an earlier run says of `group`."""
        self.done.pop(group, None)
        self.rows = [row for row in self.rows if row["group"] != group]
        if group == "ledger":
            self.ledgers = []
        if group == "memory":
            self.memory = []
        self.current, self.started = group, time.time()

    def add(self, group, what, ours, theirs, pair, goal, cache):
        low, high = pair.spread
        met = None
        if goal:
            figure = pair.ratio if goal[0] == "ratio" else pair.median("ours", "wall")
            met = figure <= goal[1]
        self.rows.append({
            "group": group, "what": what, "ours": ours.name, "beside": theirs.name, "cache": cache,
            "rounds": len(pair.ours),
            "oursSeconds": pair.median("ours", "wall"), "besideSeconds": pair.median("theirs", "wall"),
            "ratio": pair.ratio, "lowest": low, "highest": high, "processorRatio": pair.processor_ratio,
            "oursProcessorSeconds": pair.median("ours", "cpu"), "besideProcessorSeconds": pair.median("theirs", "cpu"),
            "peakMB": pair.median("ours", "peak") / 1024,
            "goal": {"kind": goal[0], "limit": goal[1]} if goal else None, "met": met,
        })

    def add_ledger(self, count, grown, proofs, pair, size):
        audit, bare = pair.median("ours", "wall"), pair.median("theirs", "wall")
        self.ledgers.append({
            "entries": count, "proofMicroseconds": proofs["medianMicroseconds"], "proofP99": proofs["p99Microseconds"],
            "signedAndAppendedPerSecond": grown["entries"] / grown["seconds"] if grown["seconds"] else None,
            "appendedPerSecond": grown["entries"] / grown["appendingSeconds"] if grown["appendingSeconds"] else None,
            "auditSeconds": audit, "auditedPerSecond": count / audit, "bareSeconds": bare, "bytes": size,
            "peakMB": pair.median("ours", "peak") / 1024,
        })

    def add_memory(self, what, count, size, samples):
        peaks = {name: sample.peak / 1024 for name, sample in samples.items()}
        seconds = {name: sample.wall for name, sample in samples.items()}
        self.memory.append({"what": what, "files": count, "bytes": size, "peakMB": peaks, "seconds": seconds})

    # Text

    def tables(self) -> list:
        """The tables, each a list of rows of words whose first is its head."""
        found = []
        if self.rows:
            head = ["", "cache", "runs", "ours s", "beside", "its s", "ratio", "(range)", "CPU", "peak MB", "goal", ""]
            rows = sorted(self.rows, key=lambda row: GROUPS.index(row["group"]))
            found.append([head] + [self.cells(row) for row in rows])
        if self.ledgers:
            head = ["entries", "proof µs", "99 %", "append/s", "with signing", "audit/s", "audit s", "MB", "peak MB"]
            found.append([head] + [[
                number(row["entries"]), f"{row['proofMicroseconds']:.0f}", f"{row['proofP99']:.0f}",
                number(row["appendedPerSecond"]), number(row["signedAndAppendedPerSecond"]),
                number(row["auditedPerSecond"]), f"{row['auditSeconds']:.2f}", f"{row['bytes'] / 1e6:.1f}",
                f"{row['peakMB']:.0f}",
            ] for row in self.ledgers])
        if self.memory:
            verbs = ("seal", "bundle", "verify")
            head = ["files", "MB in all", *(f"{verb} {unit}" for unit in ("s", "peak MB") for verb in verbs)]
            found.append([head] + [[
                number(row["files"]), number(row["bytes"] / 1e6), *(f"{row['seconds'][verb]:.1f}" for verb in verbs),
                *(f"{row['peakMB'][verb]:.0f}" for verb in verbs),
            ] for row in self.memory])
        return found

    def note(self) -> str:
        return f"cold: {self.cache_method}; medians of alternate runs; CPU: ratio of processor time"

    def text(self) -> str:
        parts = ["\n".join(aligned(rows)) for rows in self.tables()]
        return "\n\n".join([self.machine() + "\n" + self.note(), *parts]) + "\n"

    def markdown(self) -> str:
        parts = ["\n".join(piped(rows)) for rows in self.tables()]
        return "\n\n".join([f"Measured on {self.machine()} ({self.note()}).", *parts]) + "\n"

    @staticmethod
    def cells(row):
        goal, verdict = "", ""
        if row["goal"]:
            limit = row["goal"]["limit"]
            goal = f"≤ {limit:.2f}" if row["goal"]["kind"] == "ratio" else f"< {limit * 1000:.0f} ms"
            verdict = "met" if row["met"] else "not met"
        return [
            row["what"], row["cache"], str(row["rounds"]), f"{row['oursSeconds']:.3f}", row["beside"], f"{row['besideSeconds']:.3f}",
            f"{row['ratio']:.2f}", f"({row['lowest']:.2f}-{row['highest']:.2f})", f"{row['processorRatio']:.2f}",
            f"{row['peakMB']:.0f}", goal, verdict,
        ]

    @staticmethod
    def machine() -> str:
        model = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                      if line.startswith("model name")), platform.machine())
        crypto = subprocess.run(["openssl", "version"], capture_output=True, text=True).stdout.split("(")[0].strip()
        return f"{os.cpu_count()} cores, {model}; {crypto}; Linux {platform.release()}"

    # Files

    def write(self):
        """Ends the group and keeps what there is."""
        self.done[self.current] = round(time.time() - self.started)
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "table.txt").write_text(self.text())
        (self.folder / "table.md").write_text(self.markdown())
        (self.folder / "results.json").write_text(json.dumps({
            "machine": self.machine(), "cold": self.cache_method, "short": self.short, "groups": self.done,
            "rows": self.rows, "ledgers": self.ledgers, "memory": self.memory,
        }, indent=2) + "\n")
        if len(self.ledgers) > 1:
            points = self.ledgers
            (self.folder / "ledger.svg").write_text(plot("entries", "seconds", {
                "audit": [(row["entries"], row["auditSeconds"]) for row in points],
                "CMS_verify alone": [(row["entries"], row["bareSeconds"]) for row in points],
                "one inclusion proof": [(row["entries"], row["proofMicroseconds"] / 1e6) for row in points],
            }))
        many = [row for row in self.memory if row["files"] > 1]
        if len(many) > 1:
            (self.folder / "files.svg").write_text(plot("files of 1 kB", "seconds", {
                verb: [(row["files"], row["seconds"][verb]) for row in many] for verb in ("seal", "bundle", "verify")
            }))

    def show(self):
        print(self.text() + "\n" + self.markdown(), end="")
        names = ", ".join(sorted(path.name for path in self.folder.iterdir()))
        print(f"\n{self.folder}: {names}")


def number(value) -> str:
    return "" if value is None else f"{value:,.0f}".replace(",", " ")


def aligned(rows) -> list:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]


def piped(rows) -> list:
    """The rows as Markdown has a table."""
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return [lines[0], "|" + "---|" * len(rows[0]), *lines[1:]]


def plot(across: str, up: str, series: dict) -> str:
    """Lines over two logarithmic axes, as SVG."""
    width, height, left, bottom, right, top = 640, 400, 70, 50, 170, 20
    points = [point for line in series.values() for point in line if min(point) > 0]
    lows = [math.floor(math.log10(min(point[axis] for point in points))) for axis in (0, 1)]
    highs = [math.ceil(math.log10(max(point[axis] for point in points))) for axis in (0, 1)]
    highs = [max(high, low + 1) for low, high in zip(lows, highs)]

    def x(value): return left + (math.log10(value) - lows[0]) / (highs[0] - lows[0]) * (width - left - right)
    def y(value): return height - bottom - (math.log10(value) - lows[1]) / (highs[1] - lows[1]) * (height - bottom - top)

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">',
           f'<rect width="{width}" height="{height}" fill="white"/>']
    for power in range(lows[0], highs[0] + 1):
        place = x(10 ** power)
        out.append(f'<path d="M{place:.1f} {top}V{height - bottom}" stroke="#ddd"/>'
                   f'<text x="{place:.1f}" y="{height - bottom + 16}" text-anchor="middle">{10 ** power:,}</text>')
    for power in range(lows[1], highs[1] + 1):
        place = y(10 ** power)
        out.append(f'<path d="M{left} {place:.1f}H{width - right}" stroke="#ddd"/>'
                   f'<text x="{left - 6}" y="{place + 4:.1f}" text-anchor="end">{10 ** power:g}</text>')
    for (name, line), colour in zip(series.items(), ("#1b5e94", "#999", "#b5542b", "#3f7d4e")):
        path = " ".join(f"{'L' if i else 'M'}{x(a):.1f} {y(b):.1f}" for i, (a, b) in enumerate(line))
        out.append(f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        out += [f'<circle cx="{x(a):.1f}" cy="{y(b):.1f}" r="3" fill="{colour}"/>' for a, b in line]
        out.append(f'<text x="{width - right + 8}" y="{y(line[-1][1]) + 4:.1f}" fill="{colour}">{name}</text>')
    out.append(f'<text x="{(left + width - right) / 2}" y="{height - 12}" text-anchor="middle">{across}</text>')
    out.append(f'<text x="16" y="{(top + height - bottom) / 2}" transform="rotate(-90 16 {(top + height - bottom) / 2})" '
               f'text-anchor="middle">{up}</text></svg>')
    return "\n".join(out) + "\n"
