"""From an archive to a case's tables in polars.

In: the program (`$REFRAIN`, else the release build of this clone) and an archive that we ship, or a case of your own
in `$CASE`. Out: a dictionary of polars frames, one a table of `docs/schema.md`.

What is scanned and exported here goes into a temporary folder that is removed when Python ends; a case in `$CASE` is
read and never scanned again.
"""

import atexit
import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import polars as pl

ROOT = Path(__file__).resolve().parent.parent
POSTS = ROOT / "data" / "demo-posts" / "archive.jsonl.zst"
MAIL = ROOT / "data" / "demo" / "archive.mbox.zst"

# Exit codes that come with an answer: done; a negative answer; done, but some input was rejected.
ANSWERS = (0, 1, 3)


def program() -> Path:
    """The program: `$REFRAIN`, else the release build of this clone."""
    path = Path(os.environ.get("REFRAIN") or ROOT / "target" / "release" / "refrain").resolve()
    if not path.exists():
        raise FileNotFoundError(f"{path}: build it with `cargo build --release`, or set REFRAIN to the program")
    return path


def refrain(*words) -> str:
    """Runs one command and returns what it answers."""
    done = subprocess.run([program(), *map(str, words)], capture_output=True, text=True, encoding="utf-8")
    if done.returncode not in ANSWERS:
        raise RuntimeError(f"refrain {words[0]}: exit code {done.returncode}\n{done.stderr}")
    return done.stdout


def workplace() -> Path:
    """A new folder that is removed when Python ends."""
    folder = Path(tempfile.mkdtemp(prefix="refrain-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def scan(archive: Path, *options) -> Path:
    """Scans an archive into a new case."""
    case = workplace() / "scanned.case"
    refrain("scan", archive, "--case", case, *options, "--json")
    return case


def open_case(archive: Path) -> Path:
    """The case in `$CASE`, else a new one of this archive."""
    own = os.environ.get("CASE")
    return Path(own) if own else scan(archive)


def export(case: Path) -> Path:
    """Writes all tables of a case as Parquet; the folder with them."""
    folder = workplace() / "tables"
    refrain("export", case, "--format", "parquet", "-o", folder)
    return folder


def read(folder: Path) -> dict[str, pl.DataFrame]:
    """All tables of a folder that `refrain export --format parquet` wrote."""
    return {file.stem: pl.read_parquet(file) for file in sorted(Path(folder).glob("*.parquet"))}


def campaigns(case: Path) -> dict:
    """What `refrain campaigns --json` says of the case."""
    return json.loads(refrain("campaigns", case, "--json"))


def count(case: Path, thing: str, window: str) -> pl.DataFrame:
    """Pairs of accounts that used the same things within a window, counted without statistics."""
    file = workplace() / "pairs.csv"
    refrain("count", case, thing, "--window", window, "-o", file)
    types = {"a": pl.String, "b": pl.String, "objects": pl.Int64}
    return pl.read_csv(file, columns=list(types), schema_overrides=types)


def labels() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Known accounts: planted (`account`, `campaign`, `kind`) and organic (`account`, `group`, `kind`).

    Those of the demo posts, or the files in `$TRUTH` and `$ORGANIC`; none for a case of your own without these. An
    account in both lists took part in a planted campaign and also, say, reposted what was popular that day; it counts
    as planted.
    """
    planted = known_accounts(os.environ.get("TRUTH"), POSTS.parent / "truth.csv", "campaign")
    organic = known_accounts(os.environ.get("ORGANIC"), POSTS.parent / "organic.csv", "group")
    return planted, organic.join(planted, on="account", how="anti")


def known_accounts(own: str | None, shipped: Path, group: str) -> pl.DataFrame:
    """One list of known accounts: the file named, else the one that is shipped with the demo posts."""
    types = {"account": pl.String, group: pl.String, "kind": pl.String}
    if not own and os.environ.get("CASE"):
        return pl.DataFrame(schema=types)
    rows = pl.read_csv(own or shipped, infer_schema=False).rename({"user_id": "account"})
    return rows.select(types.keys()).unique("account", keep="first", maintain_order=True)


def meaning(table: str) -> pl.DataFrame:
    """What the columns of a table mean, from `docs/schema.md`."""
    page = (ROOT / "docs" / "schema.md").read_text(encoding="utf-8")
    section = re.search(rf"^## {table}\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    rows = re.findall(r"^\| (\w+) \| (.+?) \| (.*) \|$", section.group(1).replace("\\|", "¦"), re.MULTILINE)
    rows = [(name, kind.replace("*", ""), what.replace("¦", "|")) for name, kind, what in rows if name != "column"]
    return pl.DataFrame(rows, schema=["column", "type", "what"], orient="row")
