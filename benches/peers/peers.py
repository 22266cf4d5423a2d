#!/usr/bin/env python3
"""Compares Refrain's near-duplicate engine with its peers on one generated corpus.

In: nothing but the options below; the corpus is generated, or given with its truth.
Out: a Markdown table on standard output, progress on standard error, figures as JSON if asked.
Each setting runs in a child process of its own, held to one thread, with the versions pinned here.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from engines import READ, SETTINGS, Setting
from score import KINDS

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
OURS = "refrain"

PINNED: dict[str, tuple[str, ...]] = {
    "datasketch": ("datasketch==2.0.0", "numpy==2.4.6", "scipy==1.17.1"),
    "rensa": ("rensa==0.5.0",),
    "gaoya": ("gaoya==0.2.2",),
    "text-dedup": (
        "click==8.5.1",
        "click-option-group==0.5.9",
        "datasets==5.2.0",
        "numpy==2.4.6",
        "psutil==7.2.2",
        "regex==2026.11.15",
        "rich==13.9.4",
        "scipy==1.17.1",
        "tqdm==4.70.1",
        "xxhash==4.1.0",
    ),
}
"""What each peer's environment gets; the first is the peer, but for `ALONE`."""

ALONE: dict[str, str] = {"text-dedup": "text-dedup==0.4.0"}
"""Installed without what they ask for, because most of it serves other commands of the package."""

ONE_THREAD = {
    "RAYON_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "ARROW_NUM_THREADS": "1",
    "ARROW_IO_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "PYTHONHASHSEED": "0",
    "HF_HUB_OFFLINE": "1",
    "HF_DATASETS_OFFLINE": "1",
    "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
    "TQDM_DISABLE": "1",
}

PAUSE = 0.01
"""Seconds between two looks at a running child; wall times are no finer than this."""


class Failure(Exception):
    """Something that the comparison cannot go on without, in words for the user."""


@dataclass(frozen=True)
class Usage:
    """What one child used, with the children of its own that it waited for."""

    cpu: float
    wall: float
    peak: int
    code: int
    in_time: bool


@dataclass(frozen=True)
class Engine:
    """A row of the table: its key, its name for a reader, and how it is called."""

    key: str
    title: str
    peer: str | None = None
    command: tuple[str, ...] = ()


@dataclass
class Row:
    """What is known of one engine on one corpus; `problem` says why figures are missing."""

    key: str
    title: str
    texts: int
    cpu_seconds: float | None = None
    wall_seconds: float | None = None
    peak_mib: float | None = None
    problem: str | None = None
    figures: dict[str, Any] | None = None


@dataclass(frozen=True)
class Corpus:
    """Texts and their truth."""

    texts: int
    corpus: Path
    truth: Path


@dataclass
class Report:
    """All rows, and what a reader needs to know of the run."""

    versions: dict[str, str]
    seed: int | None
    machine: str
    python: str
    limit: float
    floor_mib: float
    rows: list[Row] = field(default_factory=list)
    stopped: bool = False


# --- children -----------------------------------------------------------------------------------


def peak_bytes(maxrss: int) -> int:
    """Turn `ru_maxrss` into bytes; Linux counts it in KiB, macOS in bytes."""
    return maxrss if sys.platform == "darwin" else maxrss * 1024


def end(child: subprocess.Popen[bytes]) -> None:
    """Kill a child with the processes it started."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)


def reap(child: subprocess.Popen[bytes], limit: float) -> Usage:
    """Wait for a child, ending it with its own process group once the limit has passed."""
    started = time.monotonic()
    in_time = True
    while True:
        pid, status, used = os.wait4(child.pid, os.WNOHANG)
        wall = time.monotonic() - started
        if pid:
            child.returncode = os.waitstatus_to_exitcode(status)
            return Usage(used.ru_utime + used.ru_stime, wall, peak_bytes(used.ru_maxrss), child.returncode, in_time)
        if in_time and wall > limit:
            in_time = False
            end(child)
        time.sleep(PAUSE)


def measure(command: list[str], folder: Path, log: Path, limit: float) -> Usage:
    """Run a command on one thread in a folder of its own and measure it."""
    folder.mkdir(parents=True, exist_ok=True)
    environment = os.environ | ONE_THREAD | {"HF_HOME": str(folder / "hub"), "TMPDIR": str(folder)}
    with log.open("wb") as out:
        child = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            return reap(child, limit)
        except BaseException:
            end(child)
            raise


def last_line(log: Path) -> str:
    """Return the last line of a log that says something."""
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1] if lines else "no message"


# --- environments -------------------------------------------------------------------------------


def quietly(command: list[str], log: Path) -> None:
    """Run a command with its output in a log, and fail with the log's last line."""
    with log.open("ab") as out:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        raise Failure(last_line(log))


def install(peer: str, folder: Path, log: Path) -> Path:
    """Make a peer's virtual environment, unless it is there already, and return its interpreter."""
    python = folder / "bin" / "python"
    wanted = "\n".join((*PINNED[peer], ALONE.get(peer, "")))
    done = folder / "installed.txt"
    if done.exists() and done.read_text() == wanted:
        return python
    venv.create(folder, clear=True, with_pip=True)
    pip = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "--only-binary=:all:"]
    quietly([*pip, *PINNED[peer]], log)
    if peer in ALONE:
        quietly([*pip, "--no-deps", ALONE[peer]], log)
    done.write_text(wanted)
    return python


def peer_engines(settings: list[Setting], environments: Path, logs: Path) -> Iterator[tuple[Engine, str | None]]:
    """Install what the settings need; give each as an engine, with the reason if it cannot run."""
    pythons: dict[str, Path] = {}
    problems: dict[str, str] = {}
    for setting in settings:
        peer = setting.peer
        if peer not in pythons and peer not in problems:
            say(f"installing {peer}")
            try:
                pythons[peer] = install(peer, environments / peer, logs / f"install-{peer}.log")
            except (Failure, OSError, subprocess.SubprocessError) as reason:
                problems[peer] = f"could not be installed: {reason}"
        python = str(pythons.get(peer, ""))
        yield (
            Engine(setting.key, setting.title, peer, (python, str(HERE / "engines.py"), setting.key)),
            problems.get(peer),
        )


# --- corpora ------------------------------------------------------------------------------------


def generate(refrain: Path, messages: int, seed: int, folder: Path) -> Corpus:
    """Have Refrain generate a corpus of texts with its truth."""
    folder.mkdir(parents=True, exist_ok=True)
    corpus, truth = folder / "corpus.jsonl", folder / "truth.jsonl"
    command = [str(refrain), "simulate", "--texts-only", str(corpus), "--messages", str(messages), "--background-share", "70"]
    say(f"generating {messages} texts")
    try:
        quietly([*command, "--seed", str(seed), "--truth", str(truth)], folder / "simulate.log")
    except OSError as reason:
        raise Failure(f"{refrain}: {reason.strerror}; build it, or name it with --refrain") from reason
    return Corpus(count_lines(corpus), corpus, truth)


def count_lines(path: Path) -> int:
    """Count the lines of a file."""
    try:
        with path.open("rb") as lines:
            return sum(1 for _ in lines)
    except OSError as reason:
        raise Failure(f"{path}: {reason.strerror}") from reason


def corpora(options: argparse.Namespace, work: Path) -> Iterator[Corpus]:
    """Give the corpus that was named, or generate one for each number of messages."""
    if options.corpus:
        yield Corpus(count_lines(options.corpus), options.corpus.resolve(), options.truth.resolve())
        return
    for messages in options.messages:
        yield generate(options.refrain.resolve(), messages, options.seed, work / str(messages))


# --- runs ---------------------------------------------------------------------------------------


def figures(truth: Path, labels: Path) -> dict[str, Any]:
    """Score labels in a process of its own, so that this one stays small: see `floor`."""
    command = [sys.executable, str(HERE / "score.py"), str(truth), str(labels)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failure((done.stderr.strip().splitlines() or ["no message"])[-1])
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def floor(work: Path) -> float:
    """Measure the least peak that a child can show, which is this process's own size in MiB."""
    return measure([sys.executable, "-S", "-c", ""], work, work / "floor.log", 60).peak / 2**20


def run(engine: Engine, corpus: Corpus, work: Path, limit: float) -> Row:
    """Run one engine on one corpus and score its labels."""
    row = Row(engine.key, engine.title, corpus.texts)
    folder = work / f"{engine.key}-{corpus.texts}"
    labels, log = folder / "labels.jsonl", work / "logs" / f"{engine.key}-{corpus.texts}.log"
    say(f"{corpus.texts} texts: {engine.title}")
    try:
        usage = measure([*engine.command, str(corpus.corpus), str(labels)], folder, log, limit)
    except OSError as reason:
        row.problem = f"could not be started: {reason.strerror}"
        return row
    if not usage.in_time:
        row.problem = f"did not finish in {limit:g} s"
        return row
    if usage.code:
        row.problem = f"failed with {usage.code}: {last_line(log)}"
        return row
    row.cpu_seconds, row.wall_seconds, row.peak_mib = usage.cpu, usage.wall, usage.peak / 2**20
    if engine.key == READ:
        return row
    try:
        row.figures = figures(corpus.truth, labels)
    except Failure as reason:
        row.problem = f"labels could not be scored: {reason}"
    return row


def selected(key: str, peer: str | None, patterns: list[str] | None) -> bool:
    """Say whether an engine was asked for by its key or its peer's name."""
    return not patterns or any(fnmatch(name, pattern) for name in (key, peer or key) for pattern in patterns)


def engines(options: argparse.Namespace, environments: Path, logs: Path) -> list[tuple[Engine, str | None]]:
    """List all engines of this comparison in the table's order."""
    reader = Engine(READ, "reading the corpus alone", None, (sys.executable, str(HERE / "engines.py"), READ))
    found: list[tuple[Engine, str | None]] = [(reader, None)]
    if options.ours and selected(OURS, None, options.engines):
        found.append((Engine(OURS, "Refrain", None, (str(options.ours.resolve()),)), None))
    settings = [setting for setting in SETTINGS if selected(setting.key, setting.peer, options.engines)]
    found.extend(peer_engines(settings, environments, logs))
    return found


def run_all(report: Report, chosen: list[tuple[Engine, str | None]], given: list[Corpus], work: Path) -> None:
    """Fill the rows of a report; an interrupt ends the run and leaves those that are there."""
    try:
        for corpus in given:
            for engine, problem in chosen:
                done = Row(engine.key, engine.title, corpus.texts, problem=problem)
                report.rows.append(done if problem else run(engine, corpus, work, report.limit))
    except KeyboardInterrupt:
        report.stopped = True


def compare(options: argparse.Namespace, work: Path) -> Report:
    """Run every engine on every corpus."""
    logs = work / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    given = list(corpora(options, work))
    chosen = engines(options, (options.env or work / "env").resolve(), logs)
    report = Report(
        versions=versions(options, chosen),
        seed=None if options.corpus else options.seed,
        machine=machine(),
        python=platform.python_version(),
        limit=options.limit,
        floor_mib=floor(work / "floor"),
    )
    run_all(report, chosen, given, work)
    return report


# --- the report ---------------------------------------------------------------------------------


def versions(options: argparse.Namespace, chosen: list[tuple[Engine, str | None]]) -> dict[str, str]:
    """Name the versions of all that takes part."""
    peers = {engine.peer for engine, _ in chosen if engine.peer}
    pinned = {peer: ALONE.get(peer, PINNED[peer][0]).partition("==")[2] for peer in PINNED if peer in peers}
    if not options.refrain.exists():
        return pinned
    done = subprocess.run([options.refrain.resolve(), "--version"], capture_output=True, text=True, check=False)
    return {OURS: done.stdout.strip().removeprefix("refrain "), **pinned} if done.stdout.strip() else pinned


def machine() -> str:
    """Name the processor and the number of its cores."""
    cores = f"{os.cpu_count()} cores"
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return f"{platform.processor() or platform.machine()}, {cores}"
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return f"{next(names, platform.machine())}, {cores}"


def share(value: float | None) -> str:
    """Write a figure between 0 and 1."""
    return "–" if value is None else f"{value:.3f}"


def precision(found: dict[str, Any]) -> str:
    """Write the pair precision, with that of groups alone where passages count as well."""
    every = share(found["pair_precision"])
    return f"{every} ({share(found['pair_precision_of_groups'])})" if found["has_passages"] else every


def cost(row: Row) -> list[str]:
    """Write what a run cost: CPU seconds, texts a second of them, peak MiB."""
    if row.cpu_seconds is None or row.peak_mib is None:
        return ["–", "–", "–"]
    speed = "–" if row.key == READ else f"{row.texts / max(row.cpu_seconds, 0.001):,.0f}"
    seconds = f"{row.cpu_seconds:.{2 if row.cpu_seconds < 10 else 0}f}"
    return [seconds, speed, f"{row.peak_mib:,.0f}"]


def quality(row: Row) -> list[str]:
    """Write how good the labels of a run are."""
    found = row.figures
    if found is None:
        return [*["–"] * (2 + len(KINDS)), "–"]
    b3 = " / ".join(share(found[name]) for name in ("b3_precision", "b3_recall", "b3_f"))
    recall = [share(found["recall_by_kind"][kind]) for kind in KINDS]
    return [precision(found), b3, *recall, f"{found['largest_cluster']:,}"]


def line(cells: list[str]) -> str:
    """Write one line of a Markdown table."""
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def table(report: Report) -> list[str]:
    """Write the table."""
    head = ["engine and setting", "texts", "CPU s", "texts/s a core", "peak MiB", "pair precision", "B³ P / R / F"]
    head += [*(f"recall, {kind}" for kind in KINDS), "largest group"]
    lines = [line(head), line(["---", *["---:"] * (len(head) - 1)])]
    for row in report.rows:
        title = f"**{row.title}**" if row.key == OURS else row.title
        title += f": *{row.problem}*" if row.problem else ""
        lines.append(line([title, f"{row.texts:,}", *cost(row), *quality(row)]))
    return lines


def campaigns(report: Report) -> Iterator[str]:
    """Say for each corpus how many campaigns it has and how large they get."""
    seen: set[int] = set()
    for row in report.rows:
        if row.figures and row.texts not in seen:
            seen.add(row.texts)
            count, largest = row.figures["campaigns"], row.figures["largest_campaign"]
            yield f"{row.texts:,} texts: {count:,} campaigns, the largest of {largest:,}."


def note(report: Report) -> list[str]:
    """Say what the figures count, and on what they were taken."""
    seed = "a given corpus" if report.seed is None else f"seed {report.seed}"
    named = ", ".join(f"{name} {version}" for name, version in report.versions.items())
    stopped = ["**Stopped before the last run.**"] if report.stopped else []
    return [
        *stopped,
        f"Versions: {named or 'none'}; Python {report.python}. Corpus: {seed}. Machine: {report.machine}. "
        f"Limit of a run: {report.limit:g} s.",
        *campaigns(report),
        "CPU s is all that the child process used, user and system, on one thread: start, imports, reading the "
        "corpus, work, writing labels. “Reading the corpus alone” is a Python process that reads the JSON Lines "
        "into a list as datasketch, rensa and gaoya do here; subtract it to compare the work. text-dedup reads "
        "through its own loader, works in processes that it starts one after the other (its peak is that of the "
        "largest) and also saves the texts it keeps. Texts/s a core is texts over CPU s, nothing "
        f"subtracted. Peaks below {report.floor_mib:.0f} MiB cannot be told apart.",
        "Pair precision counts all pairs of a predicted cluster, and a pair with a background text is wrong; in "
        "parentheses, groups alone where passages count as well. B³ and recall (B³ recall) are over the texts of "
        "campaigns. Peers leave out texts with fewer words than a shingle, text-dedup those under five words. "
        "Groups of peers are connected components: datasketch and rensa give every pair that shares a band, with "
        "“estimate checked” only pairs whose estimated similarity reaches the threshold, as gaoya always does.",
    ]


def say(what: str) -> None:
    """Tell on standard error how far it is."""
    print(what, file=sys.stderr, flush=True)


# --- the command --------------------------------------------------------------------------------


def parser() -> argparse.ArgumentParser:
    """Describe the options."""
    keys = ", ".join([OURS, *(setting.key for setting in SETTINGS)])
    command = argparse.ArgumentParser(
        description="Compare Refrain's near-duplicate engine with datasketch, rensa, text-dedup and gaoya on one "
        "generated corpus; print a Markdown table.",
        epilog=f"Engines: {keys}. A peer's name stands for all its settings, and * for anything.",
    )
    add = command.add_argument
    add(
        "--messages",
        type=int,
        nargs="+",
        default=[10_000],
        metavar="N",
        help="sizes of the corpora to generate (default: 10000)",
    )
    add("--seed", type=int, default=1, help="seed of the generated corpora (default: 1)")
    add(
        "--refrain",
        type=Path,
        default=ROOT / "target/release/refrain",
        metavar="PATH",
        help="the binary that generates corpora (default: target/release/refrain)",
    )
    add("--corpus", type=Path, metavar="FILE", help="texts to use instead of generated ones; needs --truth")
    add("--truth", type=Path, metavar="FILE", help="the truth of --corpus")
    add(
        "--ours",
        type=Path,
        metavar="PATH",
        help="our engine, called as PATH CORPUS LABELS; without it the peers run alone",
    )
    add("--engines", nargs="+", metavar="NAME", help="only these engines (default: all)")
    add("--limit", type=float, default=1200, metavar="SECONDS", help="time for one run (default: 1200)")
    add("--env", type=Path, metavar="DIR", help="folder for the peers' virtual environments, used again if it has them")
    add("--keep", action="store_true", help="keep corpora, labels and logs, and say where")
    add("--json", type=Path, metavar="FILE", help="write the figures here as well")
    return command


def checked(command: argparse.ArgumentParser) -> argparse.Namespace:
    """Read the options and turn down what cannot work."""
    options = command.parse_args()
    if bool(options.corpus) != bool(options.truth):
        command.error("--corpus and --truth go together")
    if options.ours and not os.access(options.ours, os.X_OK):
        command.error(f"--ours {options.ours} cannot be executed")
    known = [(OURS, OURS), *((setting.key, setting.peer) for setting in SETTINGS)]
    for name in options.engines or []:
        if not any(selected(key, peer, [name]) for key, peer in known):
            command.error(f"no engine is called {name}")
    return options


@contextmanager
def work_folder(keep: bool) -> Iterator[Path]:
    """Give a folder for everything that is made on the way, and remove it unless it is kept."""
    folder = Path(tempfile.mkdtemp(prefix="refrain-peers-"))
    try:
        yield folder
    finally:
        if keep:
            say(f"kept in {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """Compare, print the table and write the figures."""
    options = checked(parser())
    try:
        with work_folder(options.keep) as work:
            report = compare(options, work)
    except Failure as reason:
        say(f"error: {reason}")
        return 1
    print("\n".join([*table(report), "", "\n\n".join(note(report))]))
    if options.json:
        options.json.write_text(json.dumps(asdict(report), indent=2, ensure_ascii=False) + "\n")
    return 1 if report.stopped else 0


if __name__ == "__main__":
    sys.exit(main())
