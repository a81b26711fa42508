"""What is measured: synthetic files from a fixed seed, cases and bundles made of them. Nothing of it is anybody's."""

import json
import os
import random
import shutil
import struct
import subprocess
import sys
import time
import zlib
from pathlib import Path

SEED = 20200617


class Workshop:
    """A folder outside the repository, kept between runs, and the programs that fill it."""

    def __init__(self, folder: Path, program: Path, helper: Path):
        self.folder, self.program, self.helper = folder, program, helper
        folder.mkdir(parents=True, exist_ok=True)
        os.environ["SCELLE_HOME"] = str(folder / "home")
        os.environ["LANG"] = "C.UTF-8"
        if not (folder / "home" / "identities").exists():
            self.scelle("identity", "new", "bench", "--common-name", "Bench", "--no-passphrase")

    def scelle(self, *words, statuses=(0,)):
        done = subprocess.run([self.program, *map(str, words)], stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode not in statuses:
            sys.exit(f"error: scelle {words[0]}: exit status {done.returncode}\n{done.stderr}")

    def bench(self, *words) -> dict:
        done = subprocess.run([self.helper, *map(str, words)], capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"error: scelle-bench {words[0]}: exit status {done.returncode}\n{done.stderr}")
        return json.loads(done.stdout)

    # Files

    def files(self, count: int, sizes: tuple) -> Path:
        """A folder of `count` captures, PNG files with lengths from `sizes` whose pixels are noise."""
        folder = self.folder / f"png-{count}-{sizes[0]}-{sizes[1]}"
        return self._once(folder, lambda draft: self._fill(draft, count, sizes))

    @staticmethod
    def _fill(folder: Path, count: int, sizes: tuple):
        source = random.Random(SEED)
        for number in range(count):
            place = folder / f"{number // 1000:03d}"
            place.mkdir(exist_ok=True)
            length = source.randint(*sizes)
            (place / f"capture-{number:06d}.png").write_bytes(png(source.randbytes(max(0, length - 57))))

    def large(self, size: int) -> Path:
        """A folder with one file of `size` bytes."""
        def fill(folder: Path):
            source = random.Random(SEED)
            with open(folder / "video.bin", "wb") as file:
                for _ in range(size >> 20):
                    file.write(source.randbytes(1 << 20))
        return self._once(self.folder / f"large-{size >> 20}", fill)

    @staticmethod
    def _once(folder: Path, fill) -> Path:
        if not folder.exists():
            print(f"  making {folder.name}", file=sys.stderr)
            draft = folder.with_name(folder.name + ".draft")
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir()
            fill(draft)
            draft.rename(folder)
        return folder

    # Cases and bundles

    def new_case(self, name: str, *options) -> Path:
        """An empty case, and no receipt beside it of an earlier one."""
        case = self.folder / name
        if self.forget(case):
            # ext4 passes over inodes that were freed less than five seconds ago, one by one: nobody seals into that.
            os.sync()
            time.sleep(6)
        self.scelle("init", case, "--no-recovery", "--no-passphrase", "--quiet", *options)
        return case

    def forget(self, *paths: Path) -> bool:
        """Removes what stands at `paths`, receipts with it; whether anything stood there."""
        found = [place for path in paths for place in (path, *path.parent.glob(f"{path.name}-recu-*")) if place.exists()]
        for place in found:
            shutil.rmtree(place, ignore_errors=True)
        return bool(found)

    def seal(self, case: Path, source: Path) -> list:
        return [self.program, "seal", "-C", case, "--no-minor-imagery", "--no-passphrase", "--quiet", source]

    def bundle(self, case: Path, output: Path) -> list:
        return [
            self.program, "bundle", "-C", case, "-o", output, "--no-encryption", "--no-passphrase", "--quiet",
        ]

    def ledger(self, count: int) -> tuple:
        """A case whose ledger has `count` entries, and what growing it took; nil when it was made in an earlier run."""
        case = self.folder / f"ledger-{count}"
        facts = self.folder / f"ledger-{count}.json"
        if not facts.exists():
            print(f"  making {case.name}", file=sys.stderr)
            self.new_case(case.name)
            facts.write_text(json.dumps(self.bench("ledger", case, count)))
        return case, json.loads(facts.read_text())

    @property
    def certificate(self) -> Path:
        return self.folder / "home" / "identities" / "bench" / "signing.cert.pem"


def png(data: bytes) -> bytes:
    """A PNG file of one colour channel whose image data is `data`: as a capture looks to whoever reads its structure."""
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    header = struct.pack(">IIBBBBB", 1080, 1920, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
