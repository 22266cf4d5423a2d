"""Scores an engine's labels against the truth of a generated corpus.

In: the truth, JSON Lines `{"id":0,"campaign":"embed-12","kind":"embed"}`, and the labels, JSON Lines
`{"id":0,"group":5,"campaign":null}`; both with ids 0..N-1 in order. Out: the figures as JSON.

A text's label is its campaign (groups, and texts tied to them by a passage), else its group if that has a second member, else it stands alone.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

KINDS = ("exact", "merge", "spin-light", "spin-heavy", "noise", "embed")

Label = tuple[str, int] | None
"""A predicted cluster; groups and campaigns count apart, and None stands alone."""


@dataclass(frozen=True)
class Truth:
    """What was planted: a campaign and a kind for each text, None for the background."""

    campaigns: list[str | None]
    kinds: list[str]


@dataclass(frozen=True)
class Figures:
    """Everything that one run is judged by; None where there is nothing to divide by."""

    texts: int
    pair_precision: float | None
    pair_precision_of_groups: float | None
    has_passages: bool
    b3_precision: float | None
    b3_recall: float | None
    b3_f: float | None
    recall_by_kind: dict[str, float | None]
    clusters: int
    largest_cluster: int
    campaigns: int
    largest_campaign: int


def entries(path: Path) -> Iterator[dict[str, Any]]:
    """Read JSON Lines whose ids count up from 0."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            entry = json.loads(line)
            if entry["id"] != number:
                raise ValueError(f"{path.name}: line {number + 1} has id {entry['id']}")
            yield entry


def read_truth(path: Path) -> Truth:
    """Read the campaign and the kind of each text."""
    campaigns: list[str | None] = []
    kinds: list[str] = []
    for entry in entries(path):
        campaigns.append(entry["campaign"])
        kinds.append(sys.intern(entry["kind"]))
    return Truth(campaigns, kinds)


def read_labels(path: Path) -> tuple[list[Label], list[Label]]:
    """Read the labels twice over: with what passages tie together, and by groups alone."""
    raw: list[tuple[int | None, int | None]] = [(entry.get("group"), entry.get("campaign")) for entry in entries(path)]
    sizes = Counter(group for group, _ in raw if group is not None)
    groups: list[Label] = [("group", group) if group is not None and sizes[group] > 1 else None for group, _ in raw]
    tied: list[Label] = [None if campaign is None else ("campaign", campaign) for _, campaign in raw]
    both: list[Label] = [campaign or group for group, campaign in zip(groups, tied, strict=True)]
    return both, groups


def pairs(members: int) -> int:
    """Count the pairs among so many texts."""
    return members * (members - 1) // 2


def ratio(part: float, whole: float) -> float | None:
    """Divide, or say that there is nothing to divide by."""
    return part / whole if whole else None


def sizes(labels: list[Label]) -> Counter[Label]:
    """Count the texts of each predicted cluster."""
    return Counter(label for label in labels if label is not None)


def cells(labels: list[Label], truth: Truth) -> Counter[tuple[Label, str]]:
    """Count the texts of each campaign in each predicted cluster."""
    return Counter(
        (label, campaign)
        for label, campaign in zip(labels, truth.campaigns, strict=True)
        if label is not None and campaign is not None
    )


def pair_precision(labels: list[Label], truth: Truth) -> float | None:
    """Return the share of predicted pairs whose two texts are of one campaign."""
    right = sum(pairs(members) for members in cells(labels, truth).values())
    return ratio(right, sum(pairs(members) for members in sizes(labels).values()))


def b_cubed(labels: list[Label], truth: Truth) -> tuple[float | None, dict[str, float | None]]:
    """Return the precision over the texts of campaigns, and the recall in all ("") and by kind."""
    clusters, shared = sizes(labels), cells(labels, truth)
    planted = Counter(campaign for campaign in truth.campaigns if campaign is not None)
    precision = 0.0
    recall = dict.fromkeys(("", *KINDS), 0.0)
    members = dict.fromkeys(("", *KINDS), 0)
    for label, campaign, kind in zip(labels, truth.campaigns, truth.kinds, strict=True):
        if campaign is None:
            continue
        together = 1 if label is None else shared[label, campaign]
        precision += together / (1 if label is None else clusters[label])
        for name in ("", kind):
            recall[name] += together / planted[campaign]
            members[name] += 1
    return ratio(precision, members[""]), {name: ratio(recall[name], members[name]) for name in recall}


def harmonic(one: float | None, other: float | None) -> float | None:
    """Return the harmonic mean of two figures."""
    return None if one is None or other is None else ratio(2 * one * other, one + other)


def score(truth_path: Path, labels_path: Path) -> Figures:
    """Read truth and labels and compute all figures."""
    truth = read_truth(truth_path)
    labels, groups = read_labels(labels_path)
    if len(labels) != len(truth.kinds):
        raise ValueError(f"labels for {len(labels)} of {len(truth.kinds)} texts")
    unknown = {kind for kind, name in zip(truth.kinds, truth.campaigns, strict=True) if name} - set(KINDS)
    if unknown:
        raise ValueError(f"kinds that are not known here: {', '.join(sorted(unknown))}")
    precision, recall = b_cubed(labels, truth)
    clusters = sizes(labels)
    campaigns = Counter(campaign for campaign in truth.campaigns if campaign is not None)
    overall = recall.pop("")
    return Figures(
        texts=len(labels),
        pair_precision=pair_precision(labels, truth),
        pair_precision_of_groups=pair_precision(groups, truth),
        has_passages=labels != groups,
        b3_precision=precision,
        b3_recall=overall,
        b3_f=harmonic(precision, overall),
        recall_by_kind=recall,
        clusters=sum(members > 1 for members in clusters.values()),
        largest_cluster=max(clusters.values(), default=1),
        campaigns=len(campaigns),
        largest_campaign=max(campaigns.values(), default=0),
    )


if __name__ == "__main__":
    print(json.dumps(asdict(score(Path(sys.argv[1]), Path(sys.argv[2])))))
