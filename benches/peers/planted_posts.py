#!/usr/bin/env python3
"""Clusters on simulated post archives, scored against what was planted.

usage: planted_posts.py [--refrain PATH] [--messages N] [--seeds 1 20] [--windows 60,600,10/60/600] [--organic-only]

For each seed and each set of windows: simulate, scan, and compare the accounts in clusters with the truth. Prints for each set of
windows the precision, the recall by kind of campaign, and how many accounts of each organic group were put into a cluster; with
--organic-only, how many archives have no cluster at all. Needs Python alone.
"""
import argparse
import collections
import csv
import json
import os
import subprocess
import tempfile


def call(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode in (0, 1, 3), done.stderr
    return done.stdout


def accounts(args, archive, folder, windows):
    case = os.path.join(folder, "x.case")
    subprocess.run(["rm", "-rf", case], check=True)
    call(args.refrain, "scan", archive, "--case", case, "--windows", windows.replace("/", ","), "-q")
    rows = call(args.refrain, "export", case, "clusters", "--format", "jsonl").splitlines()
    return {row["account"]: row["cluster"] for row in map(json.loads, rows)}


def read(path, column):
    with open(path, newline="") as file:
        return {row["user_id"]: row[column] for row in csv.DictReader(file)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--refrain", default="target/release/refrain")
    parser.add_argument("--messages", type=int, default=50_000)
    parser.add_argument("--seeds", type=int, nargs=2, default=(1, 20))
    parser.add_argument("--windows", default="60,600,10/60/600")
    parser.add_argument("--organic-only", action="store_true")
    args = parser.parse_args()
    sets = args.windows.split(",")
    found = collections.defaultdict(collections.Counter)
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(args.seeds[0], args.seeds[1] + 1):
            archive, truth, organic = (os.path.join(folder, name) for name in ("a.jsonl", "t.csv", "o.csv"))
            for path in (archive, truth, organic):
                if os.path.exists(path):
                    os.remove(path)
            kinds = "organic" if args.organic_only else "full"
            call(args.refrain, "simulate", "--posts", archive, "--messages", str(args.messages), "--seed", str(seed),
                 "--posts-kinds", kinds, "--truth", truth, "--organic", organic)
            kind, campaign, group = read(truth, "kind"), read(truth, "campaign"), read(organic, "kind")
            for windows in sets:
                table = found[windows]
                clustered = accounts(args, archive, folder, windows)
                table["archives"] += 1
                table["archives without a cluster"] += not clustered
                table["accounts"] += len(clustered)
                table["planted"] += sum(a in kind for a in clustered)
                for account, name in kind.items():
                    tempo = campaign[account].rsplit("-", 1)[-1]
                    for key in (f"kind {name}", f"tempo {tempo}"):
                        table[key + " of"] += 1
                        table[key] += account in clustered
                for account in clustered:
                    if account not in kind:
                        table["organic " + group.get(account, "others")] += 1
                if any(a not in kind for a in clustered):
                    table["archives with an organic account"] += 1
    for windows in sets:
        table = found[windows]
        print(f"\nwindows {windows} s, {args.messages:,} posts, seeds {args.seeds[0]} to {args.seeds[1]}\n")
        print("| | |\n|---|---|")
        print(f"| archives without any cluster | {table['archives without a cluster']} of {table['archives']} |")
        print(f"| accounts in clusters | {table['accounts']} |")
        if not args.organic_only:
            print(f"| precision | {table['planted'] / max(1, table['accounts']):.4f} |")
        for key in sorted(k for k in table if k.endswith(" of")):
            key = key[:-3]
            print(f"| found, {key} | {table[key]} of {table[key + ' of']} |")
        for key in sorted(k for k in table if k.startswith("organic ")):
            print(f"| {key} | {table[key]} |")


main()
