#!/usr/bin/env python3
"""coordination-network-toolkit and refrain on the same posts, one after the other, in one run.

usage: posts.py POSTS.csv TRUTH.csv [--organic ORGANIC.csv] [--refrain PATH] [--toolkit PYTHON] [--window 60] [--limit SECONDS]

POSTS    columns message_id,user_id,username,repost_id,reply_id,message,timestamp,urls (refrain simulate --posts)
TRUTH    user_id,campaign,kind: accounts that act together by design
ORGANIC  user_id,group,kind: accounts of groups that do not
PYTHON   an interpreter with coordination-network-toolkit 1.5.2 from PyPI

Prints a table: CPU seconds and peak memory of all layers, and of the accounts that have an edge of at least some weight (the
toolkit) or a place in a cluster (refrain) how many are planted (precision), how many planted ones are among them (recall),
and how many of each organic group are.
"""
import argparse
import csv
import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time

LAYERS = ["co_retweet", "co_tweet", "co_reply", "co_link", "co_post", "co_similar_tweet"]


def run(command, limit):
    """CPU seconds, peak MiB and whether it ended by itself; children are counted."""
    start = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    while True:
        done, status, used = os.wait4(child.pid, os.WNOHANG)
        if done:
            return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, status == 0
        if time.monotonic() - start > limit:
            os.killpg(child.pid, 9)
            _, _, used = os.wait4(child.pid, 0)
            return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, False
        time.sleep(0.05)


def toolkit(args, folder):
    """Rows (name, CPU, MiB, accounts) of the toolkit: all layers that end, at several least weights."""
    base = [args.toolkit, "-m", "coordination_network_toolkit", os.path.join(folder, "peer.db")]
    cpu, peak, _ = run(base + ["preprocess", args.posts], args.limit)
    spent = {"preprocess": cpu}
    ended = []
    for layer in LAYERS:
        more = ["--similarity_threshold", "0.9"] if layer == "co_similar_tweet" else []
        used, memory, fine = run(base + ["compute", layer, "--time_window", str(args.window), "--min_edge_weight", "2"] + more, args.limit)
        spent[layer + ("" if fine else " (stopped)")] = used
        peak = max(peak, memory)
        if fine:
            ended.append(layer)
    database = sqlite3.connect(os.path.join(folder, "peer.db"))
    edges = []
    for layer in ended:
        table = {"co_retweet": "co_retweet_network", "co_similar_tweet": "co_similar_tweet_network"}.get(layer, f"{layer}_network")
        edges += database.execute(f"select user_1, user_2, weight from {table} where user_1 != user_2").fetchall()
    rows = []
    for least in (2, 5, 10):
        accounts = {str(a) for x, y, weight in edges if weight >= least for a in (x, y)}
        rows.append((f"coordination-network-toolkit, weight >= {least}", sum(spent.values()), peak, accounts))
    return rows, spent


def refrain(args, folder):
    case = os.path.join(folder, "ours.case")
    cpu, peak, fine = run([args.refrain, "scan", args.posts, "--case", case, "-q"], args.limit)
    assert fine, "refrain did not end"
    out = subprocess.run([args.refrain, "export", case, "clusters", "--format", "jsonl"], check=True, capture_output=True, text=True).stdout
    return ("refrain, clusters", cpu, peak, {json.loads(line)["account"] for line in out.splitlines()})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("posts")
    parser.add_argument("truth")
    parser.add_argument("--organic")
    parser.add_argument("--refrain", default="target/release/refrain")
    parser.add_argument("--toolkit", default=sys.executable)
    parser.add_argument("--window", type=int, default=60)
    parser.add_argument("--limit", type=float, default=3600)
    args = parser.parse_args()
    planted = {row["user_id"] for row in csv.DictReader(open(args.truth, newline=""))}
    organic = {}
    if args.organic:
        for row in csv.DictReader(open(args.organic, newline="")):
            organic.setdefault(row["kind"], set()).add(row["user_id"])
    posts = sum(1 for _ in csv.reader(open(args.posts, newline=""))) - 1
    with tempfile.TemporaryDirectory() as folder:
        # First, while this program is small: a child's peak counts what its parent held when it was made.
        ours = refrain(args, folder)
        rows, spent = toolkit(args, folder)
        rows.append(ours)
    print(f"\n{posts:,} posts, {len(planted)} planted accounts; the toolkit's window {args.window} s\n")
    print("| | CPU s | MiB | accounts | precision | recall | organic groups |")
    print("|---|---|---|---|---|---|---|")
    for name, cpu, peak, accounts in rows:
        hit = len(accounts & planted)
        groups = ", ".join(f"{kind} {len(accounts & members)}/{len(members)}" for kind, members in sorted(organic.items()))
        print(f"| {name} | {cpu:.1f} | {peak:.0f} | {len(accounts)} | {hit / max(1, len(accounts)):.3f} | {hit / max(1, len(planted)):.3f} | {groups} |")
    print("\nThe toolkit's CPU s: " + ", ".join(f"{layer} {cpu:.1f}" for layer, cpu in spent.items()))


resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
main()
