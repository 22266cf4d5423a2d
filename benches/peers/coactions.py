"""Tables of co-actions for `cargo bench --bench graph`, and its answers scored.

usage: coactions.py posts POSTS.csv.zst OUT.csv             reposts, links and equal texts as uses (account,object,layer,at,precision)
       coactions.py clusters POSTS.csv.zst EDGES.csv.clusters OUT.jsonl   the answer with the accounts' own names
       coactions.py shares TABLE.csv.zst OBJECT ACCOUNT CONTENT TIME OUT.csv   rows for counting
       coactions.py incidence USES.csv LAYER OUT.csv        account,object

Needs pandas and zstandard. Rows without an object are left out; layers are numbered by their place in `Layer::ALL`.
"""
import json
import sys

import pandas as pd

GROUP, LINK, REPOST = 0, 2, 9


def read(path):
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def posts(path, out):
    table = read(path)
    table["account"] = pd.factorize(table.user_id)[0]
    own = table[table.repost_id == ""]
    parts = [
        (REPOST, table[table.repost_id != ""], "repost_id"),
        (GROUP, own[own.message != ""], "message"),
    ]
    links = table.assign(urls=table.urls.str.split(r"\s+")).explode("urls")
    parts.append((LINK, links[links.urls != ""], "urls"))
    frames = []
    for layer, part, column in parts:
        frames.append(pd.DataFrame({
            "account": part.account, "object": pd.factorize(part[column])[0], "layer": layer,
            "at": part.timestamp, "precision": 0,
        }))
    pd.concat(frames).to_csv(out, index=False)


def clusters(path, answer, out):
    names = pd.factorize(read(path).user_id)[1]
    with open(out, "w", encoding="utf-8") as file:
        for row in pd.read_csv(answer).itertuples():
            file.write(json.dumps({"account": names[row.account], "cluster": row.cluster}) + "\n")


def shares(path, what, account, content, time, out):
    table = read(path)
    table = table[table[what] != ""]
    names = pd.factorize(pd.concat([table[what], table[content]]))[0]
    contents = names[len(table):]
    frame = pd.DataFrame({
        "object": names[: len(table)], "account": pd.factorize(table[account])[0], "content": contents,
        "at": table[time].astype(int), "original": (table[what] == table[content]).astype(int),
    })
    frame.to_csv(out, index=False)


def incidence(path, layer, out):
    table = pd.read_csv(path)
    table[table.layer == int(layer)][["account", "object"]].to_csv(out, index=False)


{"posts": posts, "clusters": clusters, "shares": shares, "incidence": incidence}[sys.argv[1]](*sys.argv[2:])
