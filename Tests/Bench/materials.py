"""What is measured: synthetic files from a fixed seed, cases and bundles made of them. Nothing of it is anybody's."""

import json
import os
import random
import shutil
import subprocess
import sys
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
        """A folder of `count` files with lengths from `sizes`, which no program can compress or recognise but as PNG."""
        folder = self.folder / f"files-{count}-{sizes[0]}-{sizes[1]}"
        return self._once(folder, lambda draft: self._fill(draft, count, sizes))

    @staticmethod
    def _fill(folder: Path, count: int, sizes: tuple):
        source = random.Random(SEED)
        for number in range(count):
            place = folder / f"{number // 1000:03d}"
            place.mkdir(exist_ok=True)
            length = source.randint(*sizes)
            content = b"\x89PNG\r\n\x1a\n" + number.to_bytes(8, "big") + source.randbytes(max(0, length - 16))
            (place / f"capture-{number:06d}.png").write_bytes(content)

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
        self.forget(case)
        self.scelle("init", case, "--no-recovery", "--no-passphrase", "--quiet", *options)
        return case

    def forget(self, *paths: Path):
        for path in paths:
            for found in [path, *path.parent.glob(f"{path.name}-recu-*")]:
                shutil.rmtree(found, ignore_errors=True)

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
