"""Executes all notebooks and fails on any error.

    python notebooks/execute.py                    check: pairs agree, each notebook runs within 60 seconds
    python notebooks/execute.py --strict           and the stored outputs are what comes out
    python notebooks/execute.py --update           write each .ipynb anew from its .py, with outputs
    python notebooks/execute.py --venv target/notebooks ...    make that environment first if need be, and use it

The `.py` beside a notebook holds the same cells (jupytext, percent format) and is what one edits and reads in a diff.
Names of notebooks, such as `04`, may follow; without any, all are executed.
"""

import argparse
import base64
import copy
import io
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
# Seconds that a notebook may take, and bytes that it may have with its outputs.
LIMIT = 60
LARGEST = 400_000
# What colours a terminal.
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def enter(venv: Path, arguments: list[str]) -> int:
    """Makes the environment unless it has what `requirements.txt` asks for, and runs this file in it."""
    python = venv / "bin" / "python"
    asked = (HERE / "requirements.txt").read_text()
    installed = venv / "installed.txt"
    if not installed.exists() or installed.read_text() != asked:
        subprocess.run([sys.executable, "-m", "venv", "--clear", venv], check=True)
        quiet = ["--quiet", "--disable-pip-version-check"]
        subprocess.run([python, "-m", "pip", "install", *quiet, "-r", HERE / "requirements.txt"], check=True)
        installed.write_text(asked)
    return subprocess.run([python, __file__, *arguments]).returncode


def chosen(names: list[str]) -> list[Path]:
    """The notebooks' scripts whose names begin so; all when there are no names."""
    scripts = sorted(HERE.glob("[0-9][0-9]_*.py"))
    return [script for script in scripts if not names or script.name.startswith(tuple(names))]


def from_script(script: Path):
    """The notebook without outputs that a script is, always with the same ids."""
    import jupytext

    notebook = jupytext.read(script)
    for at, cell in enumerate(notebook.cells, start=1):
        cell["id"] = f"cell-{at:02}"
    notebook.metadata = {
        "jupytext": {"formats": "ipynb,py:percent"},
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return notebook


def execute(notebook, cwd: Path) -> float:
    """Executes a notebook in place; the seconds that it took."""
    from nbclient import NotebookClient
    from traitlets.config import Config

    began = time.monotonic()

    def left(_cell) -> int:
        return max(1, int(LIMIT - (time.monotonic() - began)))

    # Sockets that are files, named by a whole path since the kernel runs elsewhere: no port of this machine is opened.
    sockets = {"transport": "ipc", "ip": str(Path(os.environ["JUPYTER_RUNTIME_DIR"]) / "kernel")}
    NotebookClient(
        notebook,
        kernel_name="python3",
        timeout_func=left,
        record_timing=False,
        extra_arguments=["--log-level=CRITICAL"],
        resources={"metadata": {"path": str(cwd)}},
        config=Config({"KernelManager": sockets}),
    ).execute()
    return time.monotonic() - began


def smaller(picture: str) -> str:
    """A PNG in Base64 with at most 256 colours: pictures of few colours look the same at a third of the size."""
    from PIL import Image

    image = Image.open(io.BytesIO(base64.b64decode(picture))).convert("RGB")
    packed = io.BytesIO()
    image.quantize(256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(packed, "PNG", optimize=True)
    return base64.b64encode(packed.getvalue()).decode() + "\n"


def tidy(notebook) -> None:
    """Leaves what was shown, and nothing about when and in which order."""
    for cell in notebook.cells:
        cell.metadata = {}
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
            cell.execution_count = None
            for output in cell.outputs:
                if "execution_count" in output:
                    output["execution_count"] = None
                output.get("metadata", {}).clear()
                data = output.get("data", {})
                if "image/png" in data:
                    data["image/png"] = smaller(data["image/png"])


def sources(notebook) -> list[tuple[str, str]]:
    return [(cell.cell_type, cell.source) for cell in notebook.cells]


def outputs(notebook) -> list:
    return [cell.get("outputs", []) for cell in notebook.cells]


def look_at(script: Path, update: bool, strict: bool) -> list[str]:
    """Executes one notebook; what is wrong with it."""
    import jupytext
    import nbformat
    from nbclient.exceptions import CellExecutionError, CellTimeoutError

    file = script.with_suffix(".ipynb")
    if not update and not file.exists():
        return [f"{file.name} is missing; make it with --update"]
    wrong = []
    notebook = from_script(script)
    if not update:
        stored = nbformat.read(file, as_version=4)
        written = jupytext.writes(stored, "py:percent")
        if sources(stored) != sources(notebook) or written != script.read_text(encoding="utf-8"):
            wrong.append(
                f"{file.name} and {script.name} differ; keep one: --update for the .py, `jupytext --sync` for the newer"
            )
        notebook = copy.deepcopy(stored)
    try:
        took = execute(notebook, HERE)
    except (CellExecutionError, CellTimeoutError) as error:
        return [*wrong, f"{file.name}: {COLOURS.sub('', str(error))}"]
    tidy(notebook)
    if took > LIMIT:
        wrong.append(f"{file.name} took {took:.0f} s; {LIMIT} s are allowed")
    note = ""
    if update:
        script.write_text(jupytext.writes(notebook, "py:percent"), encoding="utf-8")
        nbformat.validate(notebook)
        nbformat.write(notebook, file)
    elif outputs(notebook) != outputs(stored):
        note = "stored outputs are not what comes out; --update stores these"
        if strict:
            wrong.append(f"{file.name}: {note}")
    size = file.stat().st_size
    if size > LARGEST:
        wrong.append(f"{file.name} has {size:,} bytes; {LARGEST:,} are allowed")
    print(f"{file.name:38} {took:5.1f} s {size / 1000:6.0f} kB  {note}", flush=True)
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="notebooks whose names begin so")
    parser.add_argument("--update", action="store_true", help="store scripts' cells and outputs in the notebooks")
    parser.add_argument("--strict", action="store_true", help="fail when stored outputs are not what comes out")
    parser.add_argument("--venv", type=Path, help="environment to make and use")
    given = parser.parse_args()
    if given.venv:
        flags = [flag for flag, on in (("--update", given.update), ("--strict", given.strict)) if on]
        return enter(given.venv.resolve(), [*given.names, *flags])
    scripts = chosen(given.names)
    if not scripts:
        print("no such notebook", file=sys.stderr)
        return 2
    for name in ("REFRAIN", "CASE", "TABLES", "TRUTH", "ORGANIC"):  # The notebooks run in their own folder.
        if os.environ.get(name):
            os.environ[name] = str(Path(os.environ[name]).resolve())
    with tempfile.TemporaryDirectory(prefix="nb-") as profile:  # Nobody's own settings change what comes out.
        os.environ |= {
            "IPYTHONDIR": profile,
            "JUPYTER_RUNTIME_DIR": profile,
            "TMPDIR": profile,
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        }
        os.environ.pop("MPLBACKEND", None)
        wrong = [line for script in scripts for line in look_at(script, given.update, given.strict)]
    for alone in set(HERE.glob("*.ipynb")) - {script.with_suffix(".ipynb") for script in chosen([])}:
        wrong.append(f"{alone.name} has no .py beside it; make it with `jupytext --set-formats ipynb,py:percent`")
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
