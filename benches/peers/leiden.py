#!/usr/bin/env python3
"""Compares Refrain's communities with igraph's and leidenalg's on planted networks.

In: nothing but the options below. Out: a Markdown table on standard output: for each network and program the
quality by the constant Potts model, modularity, adjusted Rand index with the truth, communities and CPU seconds of
the search alone. All programs get the same file and the same resolution; `clusters` is what an analysis does, which
chooses the resolution by itself and sweeps over twenty quantiles too. Needs `pip install igraph==1.0.0 leidenalg==0.12.0`.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from math import comb
from pathlib import Path

import igraph
import leidenalg

ROOT = Path(__file__).resolve().parent.parent.parent
SEED = 1
ROUNDS = 2
"""Rounds of the search, the peers' default."""

Labels = list[int]


def bench(*words: str) -> str:
    """What our bench prints when it is run with these words."""
    command = ["cargo", "bench", "--quiet", "--bench", "cluster", "--", *words]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def labels(path: Path, nodes: int) -> Labels:
    """Each node's group; a node that the file lacks is a group of its own."""
    found = {int(row["node"]): int(row["group"]) for row in csv.DictReader(path.open())}
    return [found.get(node, -1 - node) for node in range(nodes)]


def adjusted_rand(x: Labels, y: Labels) -> float:
    """Hubert and Arabie 1985."""
    both = sum(comb(n, 2) for n in Counter(zip(x, y)).values())
    one, two = (sum(comb(n, 2) for n in Counter(part).values()) for part in (x, y))
    expected = one * two / comb(len(x), 2)
    return (both - expected) / ((one + two) / 2 - expected)


def potts(graph: igraph.Graph, part: Labels, resolution: float) -> float:
    """Weight inside, less the resolution times the pairs."""
    inside = sum(e["weight"] for e in graph.es if part[e.source] == part[e.target])
    return inside - resolution * sum(comb(n, 2) for n in Counter(part).values())


def timed(search: Callable[[], Labels]) -> tuple[Labels, float]:
    """The labels and the CPU seconds they took."""
    start = time.process_time()
    found = search()
    return found, time.process_time() - start


def programs(graph: igraph.Graph, edges: Path, resolution: float) -> dict[str, tuple[Labels, float]]:
    """Each program's labels and CPU seconds."""
    nodes = graph.vcount()
    out = edges.with_name("out.csv")

    def ours(*words: str) -> tuple[Labels, float]:
        seconds = float(bench(words[0], str(edges), str(out), *words[1:]))
        return labels(out, nodes), seconds

    def by_leidenalg() -> Labels:
        return leidenalg.find_partition(
            graph, leidenalg.CPMVertexPartition, weights="weight",
            resolution_parameter=resolution, n_iterations=ROUNDS, seed=SEED,
        ).membership

    def by_igraph() -> Labels:
        return graph.community_leiden(
            objective_function="CPM", weights="weight", resolution=resolution, n_iterations=ROUNDS,
        ).membership

    return {
        "refrain": ours("partition", str(resolution)),
        "leidenalg": timed(by_leidenalg),
        "igraph": timed(by_igraph),
        "refrain clusters": ours("clusters"),
    }


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, nargs="+", default=[2000, 20000])
    parser.add_argument("--mixing", type=float, nargs="+", default=[0.1, 0.3, 0.5])
    parser.add_argument("--resolution", type=float, nargs="+", default=[0.5])
    parser.add_argument("--seed", type=int, default=1, help="of the planted networks")
    options = parser.parse_args()
    print("| nodes | mixing | resolution | program | quality | modularity | ARI | communities | CPU s |")
    print("|---:|---:|---:|---|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        edges, truth = Path(folder, "edges.csv"), Path(folder, "truth.csv")
        for nodes in options.nodes:
            for mixing in options.mixing:
                bench("planted", str(nodes), str(mixing), str(options.seed), str(edges), str(truth))
                rows = [(int(r["a"]), int(r["b"]), float(r["weight"])) for r in csv.DictReader(edges.open())]
                graph = igraph.Graph(n=nodes, edges=[row[:2] for row in rows])
                graph.es["weight"] = [row[2] for row in rows]
                right = labels(truth, nodes)
                for resolution in options.resolution:
                    for program, (found, seconds) in programs(graph, edges, resolution).items():
                        compact = {label: at for at, label in enumerate(dict.fromkeys(found))}
                        found = [compact[label] for label in found]
                        print(
                            f"| {nodes} | {mixing} | {resolution} | {program} | {potts(graph, found, resolution):.0f} "
                            f"| {graph.modularity(found, weights='weight'):.4f} | {adjusted_rand(found, right):.4f} "
                            f"| {len(compact)} | {seconds:.2f} |"
                        )
                        sys.stdout.flush()


if __name__ == "__main__":
    main()
