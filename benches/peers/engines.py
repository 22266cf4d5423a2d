"""The peers' settings, and the work one child process does for one of them.

In: a setting's key, a corpus of JSON Lines `{"id":0,"text":"..."}` with ids 0..N-1 in order.
Out: JSON Lines `{"id":0,"group":5}`, a group being a connected component of the pairs the peer
gave, or null for a text of its own. The peers are imported only by the function that needs them,
so that a child pays for one peer alone.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

READ = "read"
"""The key of the run that reads the corpus into a list and does nothing else."""

BATCH = 1000
"""Texts in one call of a peer's bulk interface, so that answers do not pile up."""

WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Setting:
    """One row of the table: a peer and how it is set."""

    key: str
    peer: str
    words: int
    threshold: float
    bands: int = 0
    rows: int = 0
    check: bool = False

    @property
    def title(self) -> str:
        """Name the setting for a reader."""
        shingles = {1: "single words", 2: "word bigrams"}[self.words]
        bands = f", {self.bands}×{self.rows} bands" if self.bands else ", bands of its own choice"
        check = ", estimate checked" if self.check else ""
        return f"{self.peer}, {shingles}, {self.threshold:.1f}{bands}{check}"


SETTINGS: tuple[Setting, ...] = (
    Setting("datasketch-2-25x4", "datasketch", 2, 0.5, 25, 4),
    Setting("datasketch-2-25x4-check", "datasketch", 2, 0.5, 25, 4, check=True),
    Setting("datasketch-1-40x3", "datasketch", 1, 0.4, 40, 3),
    Setting("datasketch-1-40x3-check", "datasketch", 1, 0.4, 40, 3, check=True),
    Setting("rensa-2-25x4", "rensa", 2, 0.5, 25, 4),
    Setting("rensa-2-25x4-check", "rensa", 2, 0.5, 25, 4, check=True),
    Setting("text-dedup-2", "text-dedup", 2, 0.7),
    Setting("gaoya-2-25x4", "gaoya", 2, 0.5, 25, 4),
    Setting("gaoya-2-40x3", "gaoya", 2, 0.3, 40, 3),
    Setting("gaoya-1-40x3", "gaoya", 1, 0.4, 40, 3),
    Setting("gaoya-2-64x2", "gaoya", 2, 0.2, 64, 2),
)


class Groups:
    """Union-find over texts; the smallest id of a group is its root."""

    def __init__(self, texts: int) -> None:
        """Start with every text on its own."""
        self.parent = list(range(texts))

    def root(self, text: int) -> int:
        """Return the root of a text's group, halving the path to it."""
        parent = self.parent
        while parent[text] != text:
            parent[text] = parent[parent[text]]
            text = parent[text]
        return text

    def join(self, text: int, others: Iterable[int], alike: Callable[[int, int], bool] | None = None) -> None:
        """Join a text with others, asking `alike` only about those not yet in its group."""
        parent = self.parent
        root = self.root(text)
        for other in others:
            if parent[other] == root:
                continue
            found = self.root(other)
            if found == root or (alike is not None and not alike(text, other)):
                continue
            root, upper = min(root, found), max(root, found)
            parent[upper] = root

    def labels(self) -> list[int | None]:
        """Give each text its root, or None where the group has no second member."""
        roots = [self.root(text) for text in range(len(self.parent))]
        shared = {root for text, root in enumerate(roots) if text != root}
        return [root if root in shared else None for root in roots]


def read_texts(corpus: Path) -> list[str]:
    """Read the texts of a corpus into a list, checking that ids count up from 0."""
    texts: list[str] = []
    with corpus.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            entry = json.loads(line)
            if entry["id"] != number:
                raise ValueError(f"line {number + 1} of the corpus has id {entry['id']}")
            texts.append(entry["text"])
    return texts


def write_labels(path: Path, labels: Iterable[int | None]) -> None:
    """Write one JSON line a text with the group it is in."""
    with path.open("w", encoding="utf-8") as out:
        for number, group in enumerate(labels):
            out.write(f'{{"id":{number},"group":{"null" if group is None else group}}}\n')


def shingles(text: str, words: int) -> set[str]:
    """Return the distinct runs of so many lower-case words; a shorter text has none and stays alone."""
    found = WORD.findall(text.lower())
    return {" ".join(run) for run in zip(*(found[start:] for start in range(words)), strict=False)}


def batches(length: int) -> Iterator[range]:
    """Split 0..length into ranges of at most `BATCH`."""
    return (range(start, min(start + BATCH, length)) for start in range(0, length, BATCH))


def datasketch(setting: Setting, texts: list[str]) -> list[int | None]:
    """Ask `MinHashLSH` for each text before inserting it, so that each pair comes up once."""
    from datasketch import MinHash, MinHashLSH

    permutations = setting.bands * setting.rows
    index = MinHashLSH(threshold=setting.threshold, num_perm=permutations, params=(setting.bands, setting.rows))
    groups = Groups(len(texts))
    kept: dict[int, Any] = {}

    def alike(one: int, other: int) -> bool:
        return bool(kept[one].jaccard(kept[other]) >= setting.threshold)

    tokens = ([token.encode() for token in shingles(text, setting.words)] for text in texts)
    for number, sketch in enumerate(MinHash.generator(tokens, num_perm=permutations)):
        if sketch.is_empty():
            continue
        if setting.check:
            kept[number] = sketch
        groups.join(number, index.query(sketch), alike if setting.check else None)
        index.insert(number, sketch, check_duplication=False)
    return groups.labels()


def rensa(setting: Setting, texts: list[str]) -> list[int | None]:
    """Sketch, insert and query in bulk: `from_token_sets`, `insert_pairs`, `query_all`."""
    from rensa import RMinHash, RMinHashLSH

    permutations = setting.bands * setting.rows
    index = RMinHashLSH(threshold=setting.threshold, num_perm=permutations, num_bands=setting.bands)
    sketches: dict[int, Any] = {}
    for batch in batches(len(texts)):
        tokens = {number: list(shingles(texts[number], setting.words)) for number in batch}
        numbers = [number for number in batch if tokens[number]]
        made = RMinHash.from_token_sets([tokens[number] for number in numbers], num_perm=permutations, seed=42)
        sketches.update(zip(numbers, made, strict=True))
    index.insert_pairs(sketches.items())

    def alike(one: int, other: int) -> bool:
        return bool(sketches[one].jaccard(sketches[other]) >= setting.threshold)

    groups = Groups(len(texts))
    waiting = iter(sketches.items())
    while asked := list(islice(waiting, BATCH)):
        found = index.query_all([sketch for _, sketch in asked])
        for (number, _), others in zip(asked, found, strict=True):
            groups.join(number, others, alike if setting.check else None)
    return groups.labels()


def gaoya(setting: Setting, texts: list[str]) -> list[int | None]:
    """Insert and query in bulk with the index's own analyser; it checks the threshold itself.

    Of its containers the fastest here is taken; all three gave the same groups.
    """
    from gaoya.minhash import MinHashStringIndex

    index = MinHashStringIndex(
        hash_size=32,
        jaccard_threshold=setting.threshold,
        num_bands=setting.bands,
        band_size=setting.rows,
        num_hashes=setting.bands * setting.rows,
        analyzer="word",
        lowercase=True,
        ngram_range=(setting.words, setting.words),
        id_container="smallvec",
    )
    # A text without a single shingle would be alike to every other such text.
    enough = re.compile(r"\w+" + r"\W+\w+" * (setting.words - 1))
    numbers = [number for number, text in enumerate(texts) if enough.search(text)]
    for batch in batches(len(numbers)):
        chosen = [numbers[place] for place in batch]
        index.par_bulk_insert_docs(chosen, [texts[number] for number in chosen])
    groups = Groups(len(texts))
    for batch in batches(len(numbers)):
        chosen = [numbers[place] for place in batch]
        found = index.par_bulk_query([texts[number] for number in chosen])
        for number, others in zip(chosen, found, strict=True):
            groups.join(number, others)
    return groups.labels()


def text_dedup(setting: Setting, corpus: Path) -> list[int | None]:
    """Run the package's own MinHash command in this process and take the groups it leaves."""
    from text_dedup import minhash

    with corpus.open("rb") as lines:
        texts = sum(1 for _ in lines)
    with tempfile.TemporaryDirectory() as folder:
        arguments = {
            "path": "json",
            "data_files": str(corpus),
            "split": "train",
            "column": "text",
            "ngram": setting.words,
            "threshold": setting.threshold,
            "num_proc": 1,
            "cache_dir": f"{folder}/cache",
            "output": f"{folder}/output",
        }
        command = [word for name, value in arguments.items() for word in (f"--{name}", str(value))]
        minhash.main(command, standalone_mode=False)
    groups = Groups(texts)
    for text in list(minhash.uf.parent):
        groups.join(text, [minhash.uf.find(text)])
    return groups.labels()


def run(key: str, corpus: Path, labels: Path) -> None:
    """Do the work of one setting and write its labels."""
    if key == READ:
        read_texts(corpus)
        return
    setting = next(setting for setting in SETTINGS if setting.key == key)
    if setting.peer == "text-dedup":
        write_labels(labels, text_dedup(setting, corpus))
        return
    engine = {"datasketch": datasketch, "rensa": rensa, "gaoya": gaoya}[setting.peer]
    write_labels(labels, engine(setting, read_texts(corpus)))


if __name__ == "__main__":
    run(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
