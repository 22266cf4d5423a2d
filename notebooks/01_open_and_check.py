# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#       jupytext_version: 1.19.6
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Open a case and check it
#
# A case's tables are Parquet files. This notebook exports them, opens all of them with polars, says what the columns
# mean, and checks what every later step rests on: that ids join, that no pair of accounts is shown that the false
# discovery rate of 1 % does not let through, and that the tables and the program's own listing agree.
#
# It runs on the posts that the project ships. For a case of your own set `CASE` to its folder; to read tables that
# somebody exported for you, set `TABLES` to their folder.
#
# > Sending the same letter as others is lawful participation. A large group is not evidence of manipulation.

# %%
import os
from pathlib import Path

import matplotlib.pyplot as plt
import polars as pl
from IPython.display import display

import pictures
import tables

pictures.plain()
pl.Config(fmt_str_lengths=110, tbl_rows=40, tbl_hide_dataframe_shape=True, tbl_hide_column_data_types=True)

exported = os.environ.get("TABLES")
case = None if exported else tables.open_case(tables.POSTS)
case_tables = tables.read(Path(exported) if exported else tables.export(case))

pl.DataFrame(
    [
        (name, frame.height, ", ".join(frame.columns[:5]) + (" …" if frame.width > 5 else ""))
        for name, frame in case_tables.items()
    ],
    schema=["table", "rows", "columns"],
    orient="row",
)

# %% [markdown]
# ## What the columns mean
#
# `docs/schema.md` describes every column; `tables.meaning(NAME)` looks it up. Ids are text in exports and mean
# something within one case only, but an account of a platform is its id there, so that it joins with the platform's
# own data. The most used table is `edges`, one row for each pair of accounts and layer:

# %%
tables.meaning("edges")

# %% [markdown]
# An edge needs both halves: sharing *so much* must be surprising (`p_who`), and sharing it *so close in time*, too
# (`p_when`). `layer` says what is shared; `combined` takes all layers together.

# %%
case_tables["edges"].sort("weight", "a", "b", descending=[True, False, False]).select(
    "a",
    "b",
    "layer",
    "window",
    "objects",
    pl.col("expected").round(2),
    pl.col("weight").round(1),
    *(
        pl.col(name).map_elements(lambda p: f"{p:.1e}", return_dtype=pl.String)
        for name in ("p_who", "p_when", "q_value")
    ),
).group_by("layer", maintain_order=True).head(1)

# %% [markdown]
# ## Checks
#
# Each line is a sentence about the tables that can be true or false. A table that fails one should not be used.

# %%
checked = []


def holds(sentence: str, truth: bool) -> None:
    checked.append((sentence, "holds" if truth else "FAILS"))


def within(frame: pl.DataFrame, column: str, keys: pl.DataFrame, key: str) -> bool:
    """Whether each value of a column that is there is a key of the other table."""
    return frame.select(pl.col(column).alias(key)).drop_nulls().join(keys, on=key, how="anti").is_empty()


t = case_tables
keys = {"messages": "message", "accounts": "account", "campaigns": "campaign", "communities": "cluster"}

for name, frame in t.items():
    said = tables.meaning(name)["column"].to_list()
    holds(f"{name}: the columns are those of docs/schema.md", said == frame.columns)
for name, key in keys.items():
    holds(f"{name}: no {key} stands there twice", t[name][key].is_unique().all())
for name in ("texts", "traces", "groups", "fillings", "members", "attachments", "passages"):
    holds(f"{name}: each message is in messages", within(t[name], "message", t["messages"], "message"))
for name, column in (("messages", "account"), ("clusters", "account"), ("edges", "a"), ("edges", "b"), ("shared", "a")):
    holds(f"{name}: each account in {column} is in accounts", within(t[name], column, t["accounts"], "account"))
for name in ("members", "evidence"):
    holds(f"{name}: each campaign is in campaigns", within(t[name], "campaign", t["campaigns"], "campaign"))
holds("clusters: each cluster is in communities", within(t["clusters"], "cluster", t["communities"], "cluster"))
holds(
    "evidence: each message that it rests on is in messages",
    within(t["evidence"].explode("messages"), "messages", t["messages"], "message"),
)

senders = t["messages"].select("message", "account")
for side in ("a", "b"):
    sent = t["shared"].join(senders, left_on=f"message_{side}", right_on="message", how="left")
    holds(f"shared: message_{side} is a message of account {side}", sent["account"].equals(sent[side]))

# %%
edges = t["edges"]
single = edges.filter(pl.col("layer") != "combined")
strength = (-pl.col("p_value").log10()).clip(upper_bound=30)
holds("edges: no q-value is above .01", (edges["q_value"] <= 0.01).all())
holds("edges: no p-value is above its q-value", (edges["p_value"] <= edges["q_value"]).all())
holds("edges: each pair stands once in a layer", edges.select("a", "b", "layer").is_unique().all())
holds(
    "edges: the weight is -log10 of the p-value, at most 30",
    single.select(((strength - pl.col("weight")).abs() < 1e-6).all()).item(),
)

sums = single.group_by("a", "b").agg(single=pl.col("weight").sum())
both = edges.filter(pl.col("layer") == "combined").join(sums, on=["a", "b"])
holds(
    "edges: the combined weight is no less than that of the layers that stand alone",
    (both["weight"] >= both["single"] - 1e-6).all(),
)
holds(
    "clusters: each account has an edge",
    t["clusters"].filter(~pl.col("account").is_in(pl.concat([edges["a"], edges["b"]]).unique().implode())).is_empty(),
)


def counted(frame: pl.DataFrame, key: str, totals: pl.DataFrame, column: str) -> bool:
    """Whether the rows of one table are as many as a column of another says."""
    joined = totals.select(key, column).join(frame.group_by(key).len(), on=key, how="left")
    return (joined["len"].fill_null(0) == joined[column]).all()


holds(
    "accounts: as many messages as messages has",
    counted(t["messages"].drop_nulls("account"), "account", t["accounts"], "messages"),
)
holds("campaigns: as many messages as members has", counted(t["members"], "campaign", t["campaigns"], "messages"))
holds("communities: as many accounts as clusters has", counted(t["clusters"], "cluster", t["communities"], "accounts"))

# %% [markdown]
# `refrain campaigns CASE --json` lists the same findings; it reads the case, not the export.

# %%
if case is not None:
    told = tables.campaigns(case)
    total = told["totals"]
    together = told.get("clusters") or {"clusters": 0, "accounts": 0}
    rows = {row["id"].removeprefix("c"): row for row in told["campaigns"]}
    listed = t["campaigns"].iter_rows(named=True)
    agree = [
        row["verdict"] == rows[row["campaign"]]["verdict"]
        and row["accounts"] == rows[row["campaign"]]["accounts"]
        and row["messages"] == rows[row["campaign"]]["messages"]
        and abs(row["weight"] - rows[row["campaign"]]["weight"]) < 1e-9
        for row in listed
    ]
    holds("campaigns --json: as many messages", total["messages"] == t["messages"].height)
    holds("campaigns --json: as many accounts", total["accounts"] == t["accounts"].height)
    holds(
        "campaigns --json: as many messages in campaigns", total["in_campaigns"] == t["members"]["message"].n_unique()
    )
    holds(
        "campaigns --json: the same campaigns, with verdict, counts and weight", all(agree) and len(agree) == len(rows)
    )
    holds("campaigns --json: as many clusters", together["clusters"] == t["communities"].height)
    holds("campaigns --json: as many accounts in clusters", together["accounts"] == t["clusters"].height)

report = pl.DataFrame(checked, schema=["checked", "result"], orient="row")
failed = report.filter(pl.col("result") != "holds")
assert failed.is_empty(), failed
print(f"{report.height} checks hold")
with pl.Config(tbl_rows=-1):
    display(report.filter(~pl.col("checked").str.contains("the columns are")))

# %% [markdown]
# ## What is left alone
#
# Most of an archive is in no finding at all. The bars show how many messages and accounts each table names; they are
# not steps of suspicion. A group of equal texts is what every greeting card and press agency makes, and an edge says
# that two accounts act together, not who does.

# %%
in_edges = pl.concat([edges["a"], edges["b"]]).n_unique()
grouped = t["groups"].join(senders, on="message")
members = t["members"].join(senders, on="message")
steps = [
    ("read", t["messages"].height, t["accounts"].height),
    ("in a group of like texts", grouped["message"].n_unique(), grouped["account"].n_unique()),
    ("in a campaign (5 texts or more)", members["message"].n_unique(), members["account"].n_unique()),
    ("in a pair beyond chance", pl.concat([t["shared"]["message_a"], t["shared"]["message_b"]]).n_unique(), in_edges),
]

figure, panels = plt.subplots(1, 2, figsize=(8.5, 2.6), sharey=True)
for panel, at, what, colour in zip(panels, (1, 2), ("messages", "accounts"), (pictures.CYAN, pictures.BLUE)):
    values = [step[at] for step in steps]
    bars = panel.barh([step[0] for step in steps], values, color=colour, height=0.6)
    panel.bar_label(bars, [f"{value:,}  ({value / values[0]:.0%})" for value in values], padding=4)
    panel.set_xlim(0, values[0] * 1.45)
    panel.set_title(what)
    panel.set_xticks([])
    pictures.bare(panel, "left", "bottom")
panels[0].invert_yaxis()
plt.show()
