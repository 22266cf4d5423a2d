#!/usr/bin/env python3
"""Detectors of altered pictures, peers' and ours, on scenes with planted alterations; prints a Markdown table.

usage: pictures.py SCENES [--methods NAME ...] [--scenes N] [--refrain PATH] [--work DIR] [--seconds 20] [--total 1800]

SCENES   a folder as planted_pictures.py makes it: A0, A1, A3, M1, M3, mask1, meta.json
WORK     environments and maps; what is there already is used, so that a run can be taken up again

Methods: pyifd-ADQ1 and so on (pyIFD 0.0.3 from PyPI, with jpegio from pyjpegio), opencv-sift, opencv-orb, opencv-ela,
opencv-noise, and refrain with --refrain. Each peer has a virtual environment of its own. Methods run one picture after
the other, on one thread, at most two methods at a time. A method that takes more than --seconds of CPU for a picture, or
more than --total seconds in all, is ended; what it did until then counts, and the table says on how many scenes.

Image-level score of a map: the best of RULES for the method by AUC of M1 against A1, on the same scenes, which favours the
peers; copy-move has its own score, the inliers. AUC and TPR at 1 % FPR with A1 as the negative are the honest ones; A0, the
picture before it was saved again, stands beside it to show what papers overstate. F1 is per picture over cells of 8 x 8
pixels on M1, then averaged, with one threshold for all pictures; form (raw, or as deviation from the picture's median in
quartile distances; above or below) and threshold are chosen on one half of the scenes and used on the other, both ways.
Cells that a copy was taken from are left out.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import venv
from concurrent.futures import ThreadPoolExecutor

HERE = pathlib.Path(__file__).resolve().parent

PINNED = {
    "pyifd": (
        "numpy==1.23.5",
        "scipy==1.10.1",
        "opencv-python-headless==4.8.1.78",
        "scikit-image==0.20.0",
        "PyWavelets==1.4.1",
        "matplotlib==3.7.5",
        "pillow==9.5.0",
        "pyjpegio==0.3.0",
    ),
    "opencv": ("numpy==2.2.6", "opencv-python-headless==4.11.0.86"),
}
"""What each peer's environment gets. pyIFD has not been changed since 2021: newer numpy breaks several of its methods."""

ALONE = {"pyifd": "pyIFD==0.0.3"}
"""Installed without what they ask for: jpegio has no wheels, and pyjpegio gives the same module."""

CHEAP = ["DCT", "ELA", "NOI1", "NOI4", "ADQ2", "ADQ1", "NADQ", "BLK", "CFA1", "CFA2"]
DEAR = ["CAGI", "NOI2", "GHOST", "ADQ3", "NOI5"]
METHODS = ["opencv-ela", "opencv-noise", "opencv-sift", "opencv-orb", *(f"pyifd-{name}" for name in CHEAP + DEAR)]
"""All peers' methods, the cheap ones first."""

VARIANTS = ["A1", "M1", "A0", "A3", "M3"]
PROCESSES = 2
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}


def say(what):
    print(what, file=sys.stderr, flush=True)


# --- running ------------------------------------------------------------------------------------


def install(peer, folder):
    """Make a peer's environment, unless it is there, and return its interpreter."""
    python = folder / "bin" / "python"
    wanted = "\n".join((*PINNED[peer], ALONE.get(peer, "")))
    done = folder / "installed.txt"
    if not done.exists() or done.read_text() != wanted:
        say(f"installing {peer}")
        venv.create(folder, clear=True, with_pip=True)
        pip = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--only-binary=:all:"]
        subprocess.run([*pip, *PINNED[peer]], check=True)
        if peer in ALONE:
            subprocess.run([*pip, "--no-deps", ALONE[peer]], check=True)
        done.write_text(wanted)
    return python


def run_peer(name, python, files, out, args):
    """Have a peer's method do what is not there yet; the reason, if it was ended early."""
    out.mkdir(parents=True, exist_ok=True)
    missing = [(key, path) for key, path in files if not (out / f"{key}.npz").exists()]
    if not missing:
        return None
    say(f"{name}: {len(missing)} pictures")
    lines = "".join(f"{key}\t{path}\n" for key, path in missing)
    command = [str(python), str(HERE / "picture_methods.py"), name, str(out), str(args.seconds)]
    log = out / "log.txt"
    with log.open("w") as told:
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=told, stderr=subprocess.DEVNULL, text=True, env=os.environ | ONE_THREAD)
        try:
            child.communicate(lines, timeout=args.total)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            return f"ended after {args.total:g} s"
    said = [line for line in log.read_text().splitlines() if line.startswith("took")]
    return said[-1] if said else None


RANKS = {"weak_trace": 1, "strong_trace": 2, "declared": 3, "proven": 4}
"""Strengths that speak for an alteration, in their order; a mere fact ranks 0."""


def run_refrain(binary, files, cells_of):
    """Score and map of each picture for each detector and for all together, and CPU seconds for each Mpx."""
    import numpy as np

    cpu, results = 0.0, {}
    for start in range(0, len(files), 50):
        batch = files[start : start + 50]
        with tempfile.TemporaryFile() as out:
            child = subprocess.Popen([str(binary), "media", *(path for _, path in batch), "--json"], stdout=out, env=os.environ | {"RAYON_NUM_THREADS": "1"})
            _, status, used = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            cpu += used.ru_utime + used.ru_stime
            out.seek(0)
            told = json.load(out)
        assert told["schema"] == "refrain.media/1", told["schema"]
        for (key, _), file in zip(batch, told["files"], strict=True):
            for finding in file["found"][0]["findings"] if file["found"] else []:
                score = RANKS.get(finding["strength"], 0) * 1000.0 + float(finding.get("weight") or 0)
                for name in (f"refrain, {finding['detector']}", "refrain, all"):
                    entry = results.setdefault(name, {}).setdefault(key, {"score": 0.0, "map": np.zeros(cells_of(key), np.float32)})
                    entry["score"] = max(entry["score"], score)
                    if finding.get("mask") and RANKS.get(finding["strength"], 0) in (1, 2):
                        np.maximum(entry["map"], score * on_cells(finding["mask"], entry["map"].shape), out=entry["map"])
    results.setdefault("refrain, all", {})
    for entries in results.values():
        for key, _ in files:
            entries.setdefault(key, {"score": 0.0, "map": np.zeros(cells_of(key), np.float32)})
    return results, cpu


def on_cells(text, shape):
    """A mask's text on cells of 8 x 8 pixels: 1 where their centre is marked."""
    import numpy as np

    cell, columns, rows, runs = text.split(":")
    cell, columns, rows = int(cell), int(columns), int(rows)
    flat, at, marked = np.zeros(columns * rows, np.float32), 0, False
    for run in filter(None, runs.split(",")):
        if marked:
            flat[at : at + int(run)] = 1
        at, marked = at + int(run), not marked
    y = np.minimum((np.arange(shape[0]) * 8 + 4) // cell, rows - 1)
    x = np.minimum((np.arange(shape[1]) * 8 + 4) // cell, columns - 1)
    return flat.reshape(rows, columns)[np.ix_(y, x)]


# --- scoring ------------------------------------------------------------------------------------

RULES = {
    "p99 - p50": lambda raw: raw[6] - raw[3],
    "p50 - p1": lambda raw: raw[3] - raw[0],
    "(p99 - p50) / (p75 - p25)": lambda raw: (raw[6] - raw[3]) / (raw[4] - raw[2] + 1e-9),
    "(p50 - p1) / (p75 - p25)": lambda raw: (raw[3] - raw[0]) / (raw[4] - raw[2] + 1e-9),
    "p95 - p5": lambda raw: raw[5] - raw[1],
}
"""Scores of a whole picture from percentiles of its map: how far a small part stands out from the rest."""


def auc(positive, negative):
    """Chance that an altered picture scores above an authentic one; ties count half."""
    import numpy as np

    p, n = np.asarray(positive)[:, None], np.asarray(negative)[None, :]
    return float(((p > n) + 0.5 * (p == n)).mean()) if p.size and n.size else float("nan")


def caught(positive, negative):
    """Share of the altered above all but at most 1 % of the authentic."""
    import numpy as np

    ordered = np.sort(np.asarray(negative))[::-1]
    limit = ordered[int(len(ordered) * 0.01)] if len(ordered) else np.inf
    return float((np.asarray(positive) > limit).mean())


def image_level(scores):
    """The figures of one rule; `scores` has a list for each variant."""
    return {
        "A1": auc(scores["M1"], scores["A1"]),
        "TPR": caught(scores["M1"], scores["A1"]),
        "A0": auc(scores["M1"], scores["A0"]),
        "TPR0": caught(scores["M1"], scores["A0"]),
        "A3": auc(scores["M3"], scores["A3"]),
        "TPR3": caught(scores["M3"], scores["A3"]),
    }


def forms(grid):
    """A map in the four forms that a threshold may be held against."""
    import numpy as np

    low, middle, high = np.percentile(grid, [25, 50, 75])
    apart = (grid - middle) / (high - low + 1e-9)
    return [grid, -grid, apart, -apart]


def f1(marked, truth):
    """F1 of marked cells; `truth` is 1 altered, 0 not, and NaN where it does not count."""
    import numpy as np

    counts = np.isfinite(truth)
    hit = float((marked & (truth == 1)).sum())
    return 2 * hit / max(1.0, float((marked & counts).sum()) + float((truth == 1).sum()))


def localisation(maps, truths):
    """Mean F1 with form and threshold chosen on the other half."""
    import numpy as np

    if len(maps) < 4:
        return float("nan")
    formed = [forms(grid) for grid in maps]
    table = []
    for form in range(4):
        pooled = np.concatenate([each[form].ravel() for each in formed])
        for threshold in np.unique(np.percentile(pooled, [*range(2, 98, 4), 98, 99, 99.5, 99.9])):
            table.append([f1(each[form] > threshold, truth) for each, truth in zip(formed, truths, strict=True)])
    table = np.array(table)
    halves = np.arange(len(maps)) % 2
    folds = [table[np.argmax(table[:, halves != half].mean(1)), :][halves == half] for half in (0, 1)]
    return float(np.concatenate(folds).mean())


# --- the report ---------------------------------------------------------------------------------


def read_truth(path):
    """Cells of a mask: 1 where most of it is altered, NaN where a copy was taken from."""
    import cv2
    import numpy as np

    mask = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    cells = (-(-mask.shape[1] // 8), -(-mask.shape[0] // 8))
    white = cv2.resize((mask > 191).astype(np.float32), cells, interpolation=cv2.INTER_AREA)
    grey = cv2.resize(((mask > 63) & (mask <= 191)).astype(np.float32), cells, interpolation=cv2.INTER_AREA)
    truth = (white > 0.5).astype(np.float32)
    truth[(truth == 0) & (grey > 0.5)] = np.nan
    return truth


def row(title, scenes, rule, figures, localised, cost, note):
    shown = [f"{figures[key]:.3f}" for key in ("A1", "TPR", "A0", "TPR0", "A3", "TPR3")]
    return f"| {title}{f': *{note}*' if note else ''} | {scenes} | {rule} | {' | '.join(shown)} | {localised:.3f} | {cost:.2f} |"


def peer_row(name, out, scenes, truths, note):
    """The table's row of a peer's method, from what is on disk."""
    import numpy as np

    done = []
    for scene in scenes:
        paths = [out / f"{variant}-{scene}.npz" for variant in VARIANTS]
        if all(path.exists() for path in paths):
            done.append((scene, dict(zip(VARIANTS, (dict(np.load(path)) for path in paths), strict=True))))
    if len(done) < 4:
        log = (out / "log.txt").read_text().splitlines() if (out / "log.txt").exists() else []
        return f"| {name}: *{note or (log[0] if log else 'not run')}* | {len(done)} |" + " – |" * 9
    if np.isfinite(done[0][1]["M1"]["score"]):
        rules = {"inliers": lambda one: float(one["score"])}
    else:
        rules = {rule: (lambda one, f=f: float(f(one["raw"]))) for rule, f in RULES.items()}
    best = None
    for rule, score in rules.items():
        figures = image_level({variant: [score(given[variant]) for _, given in done] for variant in VARIANTS})
        if best is None or figures["A1"] > best[1]["A1"]:
            best = (rule, figures)
    localised = localisation([given["M1"]["map"] for _, given in done], [truths[scene] for scene, _ in done])
    every = [one for _, given in done for one in given.values()]
    cost = sum(float(one["cpu"]) for one in every) / (sum(float(one["pixels"]) for one in every) / 1e6)
    return row(name, len(done), best[0], best[1], localised, cost, note)


def refrain_rows(args, scenes, truths):
    """Our own rows: each detector, and all together."""
    import cv2
    import numpy as np

    files = [(f"{variant}-{scene}", str(args.folder / variant / f"{scene}.jpg")) for scene in scenes for variant in VARIANTS]
    shapes = {key: cv2.imread(path).shape[:2] for key, path in files}
    results, cpu = run_refrain(args.refrain, files, lambda key: tuple(-(-side // 8) for side in shapes[key]))
    cost = cpu / (sum(h * w for h, w in shapes.values()) / 1e6)
    for name, entries in sorted(results.items()):
        figures = image_level({variant: [entries[f"{variant}-{scene}"]["score"] for scene in scenes] for variant in VARIANTS})
        maps = [entries[f"M1-{scene}"]["map"] for scene in scenes]
        localised = localisation(maps, [truths[scene] for scene in scenes]) if any(np.any(grid) for grid in maps) else float("nan")
        yield row(f"**{name}**", len(scenes), "strength, weight", figures, localised, cost, "")


def table(args, scenes, notes):
    truths = {scene: read_truth(args.folder / "mask1" / f"{scene}.png") for scene in scenes}
    print("| method | scenes | rule | AUC A1 | TPR A1 | AUC A0 | TPR A0 | AUC A3 | TPR A3 | F1 | CPU s/Mpx |")
    print("|---|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    for name in args.methods:
        print(peer_row(name, args.work / name, scenes, truths, notes.get(name)), flush=True)
    if args.refrain:
        print("\n".join(refrain_rows(args, scenes, truths)))
    always = [float((truth == 1).sum() * 2 / ((truth == 1).sum() + (truth == truth).sum())) for truth in truths.values()]
    print(f"\nM1 against A1, M1 against A0, M3 against A3; TPR at 1 % FPR. Marking every cell has F1 {sum(always) / len(always):.3f}.")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path, metavar="SCENES")
    parser.add_argument("--methods", nargs="+", default=METHODS, choices=METHODS, metavar="NAME")
    parser.add_argument("--scenes", type=int, help="only so many, evenly spread over all [default: all]")
    parser.add_argument("--refrain", type=pathlib.Path)
    parser.add_argument("--work", type=pathlib.Path, help="[default: a temporary folder]")
    parser.add_argument("--seconds", type=float, default=20, help="CPU seconds for one picture at most")
    parser.add_argument("--total", type=float, default=1800, help="seconds for one method at most")
    args = parser.parse_args()
    args.folder = args.folder.resolve()
    kept = None
    if args.work is None:
        kept = tempfile.TemporaryDirectory(prefix="refrain-pictures-")
        args.work = pathlib.Path(kept.name)
    args.work = args.work.resolve()
    pythons = {peer: install(peer, args.work / "environments" / peer) for peer in sorted({name.partition("-")[0] for name in args.methods} | {"opencv"})}
    inside = pythons["opencv"]
    if not os.environ.get("REFRAIN_PICTURES_INSIDE"):
        # The scoring needs numpy and OpenCV: it runs in the environment that has them.
        command = [str(inside), str(pathlib.Path(__file__).resolve()), *sys.argv[1:], *(["--work", str(args.work)] if kept else [])]
        sys.exit(subprocess.run(command, env=os.environ | {"REFRAIN_PICTURES_INSIDE": "1"}, check=False).returncode)
    scenes = sorted(path.stem for path in (args.folder / "M1").glob("*.jpg"))
    if args.scenes and args.scenes < len(scenes):
        scenes = [scenes[k * len(scenes) // args.scenes] for k in range(args.scenes)]
    files = [(f"{variant}-{scene}", str(args.folder / variant / f"{scene}.jpg")) for scene in scenes for variant in VARIANTS]
    start = time.monotonic()
    with ThreadPoolExecutor(PROCESSES) as pool:
        ended = pool.map(lambda name: run_peer(name, pythons[name.partition("-")[0]], files, args.work / name, args), args.methods)
        notes = {name: note for name, note in zip(args.methods, ended, strict=True) if note}
    say(f"ran {time.monotonic() - start:.0f} s")
    table(args, scenes, notes)


if __name__ == "__main__":
    main()
