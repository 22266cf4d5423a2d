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
# # Scoring clusters against labels
#
# Where it is known which accounts act for one hand, a case can be scored: how many of them are found, how many people
# are pointed at wrongly, and whether the clusters are the groups. The posts that the project ships are simulated and
# have such a list (`truth.csv`) and one of organic groups, who act together openly (`organic.csv`). For your own
# posts set `CASE`, `TRUTH` and `ORGANIC`.
#
# A list from a platform's disclosure is never complete: an account that is in no list is counted as a mistake here,
# and may be none. And a score says how good a method is on this archive, not how likely one account is to be
# anything.

# %%
from math import comb

import matplotlib.pyplot as plt
import polars as pl

import pictures
import tables

pictures.plain()
pl.Config(tbl_rows=40, tbl_hide_dataframe_shape=True, tbl_hide_column_data_types=True)

case = tables.open_case(tables.POSTS)
t = tables.read(tables.export(case))
assert t["clusters"].height, "this case has no cluster of accounts that act together: there is nothing to show here"
planted, organic = tables.labels()
assert planted.height, "no known accounts: set TRUTH, and ORGANIC if there is such a list, beside CASE"
found = t["clusters"].select("account", "cluster")
labelled = (
    t["accounts"]
    .select("account")
    .join(planted.select("account", "campaign", "kind"), on="account", how="left")
    .join(organic.select("account", "group", organic="kind"), on="account", how="left")
    .join(found, on="account", how="left")
    .with_columns(
        wrote=pl.col("account").is_in(t["members"].join(t["messages"], on="message")["account"].unique().implode())
    )
)
is_planted, in_cluster = pl.col("campaign").is_not_null(), pl.col("cluster").is_not_null()

# %% [markdown]
# ## Precision and recall
#
# An account is *found* when it is in a cluster. The last column is another table's: how many of them sent a text of a
# campaign, whatever its verdict. Accounts that share nothing but texts can be there and in no cluster.

# %%
hits, flagged, wanted = (labelled.filter(rule).height for rule in (is_planted & in_cluster, in_cluster, is_planted))
of_organic = labelled.filter(in_cluster & pl.col("group").is_not_null()).height
print(
    f"found {flagged} accounts: {hits} planted, {of_organic} of organic groups, "
    f"{flagged - hits - of_organic} in no list"
)
print(f"precision {hits / max(flagged, 1):.3f}   recall {hits / max(wanted, 1):.3f} of {wanted} planted accounts")

kinds = (
    labelled.with_columns(
        of=pl.when(is_planted)
        .then(pl.lit("planted"))
        .when(pl.col("organic").is_not_null())
        .then(pl.lit("organic"))
        .otherwise(pl.lit("other")),
        kind=pl.coalesce("kind", "organic", pl.lit("in no list")),
    )
    .group_by("of", "kind")
    .agg(
        accounts=pl.len(),
        found=in_cluster.sum(),
        clusters=pl.col("cluster").drop_nulls().n_unique(),
        in_campaigns=pl.col("wrote").sum(),
    )
    .with_columns(share=pl.col("found") / pl.col("accounts"))
    .sort(
        pl.col("of").replace_strict({"planted": 0, "other": 1, "organic": 2}),
        "share",
        "kind",
        descending=[False, True, False],
    )
)
kinds.select("of", "kind", "accounts", "found", pl.col("share").round(3), "clusters", "in_campaigns")

# %%
figure, panel = plt.subplots(figsize=(8, 0.27 * kinds.height + 1))
colours = {"planted": pictures.PLANTED, "organic": pictures.ORGANIC, "other": "#888888"}
gap = {"planted": 0.0, "other": 0.6, "organic": 1.2}
places = [at + gap[of] for at, of in enumerate(kinds["of"])]
panel.barh(places, [100] * kinds.height, color="#f0f0f0", height=0.72)
panel.barh(places, 100 * kinds["share"], color=[colours[of] for of in kinds["of"]], height=0.72)
for place, row in zip(places, kinds.iter_rows(named=True)):
    panel.annotate(f"{row['found']} of {row['accounts']:,}", (101, place), va="center", fontsize=10)
panel.set_yticks(places, kinds["kind"].str.replace("_", " "))
for tick, of in zip(panel.get_yticklabels(), kinds["of"]):
    tick.set_color(colours[of] if of != "other" else pictures.TEXT)
panel.invert_yaxis()
panel.set_xlim(0, 112)
panel.set_xticks([0, 25, 50, 75, 100])
panel.set_xlabel("share of the accounts that are in a cluster, %  (blue: planted; red: organic)")
panel.margins(y=0.01)
pictures.bare(panel, "left")
plt.show()

# %% [markdown]
# Which organic groups are in clusters at all? Newsrooms with one agency do act together; being in a cluster is no
# accusation, and each cluster's verdict is `undetermined`. Still, each of them costs somebody an afternoon to
# explain.

# %%
labelled.filter(in_cluster & pl.col("group").is_not_null()).group_by("group", "cluster").agg(accounts=pl.len()).sort(
    "group", "cluster"
)


# %% [markdown]
# ## Are the clusters the groups?
#
# The adjusted Rand index (Hubert and Arabie 1985) compares two partitions of the same accounts by pairs: 1 when they
# are the same, about 0 when one is a lot drawn. Pure clusters that cover half of each group still score well among
# the accounts found, so it is given twice: among accounts that are in a cluster, and among all that are planted or in
# a cluster, where whoever is in none stands alone.

# %%
def adjusted_rand(left: list, right: list) -> float:
    """The adjusted Rand index of two labellings of the same things."""
    table = pl.DataFrame({"left": left, "right": right}).group_by("left", "right").len()
    within = sum(comb(n, 2) for n in table["len"])
    rows, columns = (
        sum(comb(n, 2) for n in table.group_by(side).agg(pl.col("len").sum())["len"]) for side in ("left", "right")
    )
    expected = rows * columns / max(comb(len(left), 2), 1)
    most = (rows + columns) / 2
    return 1.0 if most == expected else (within - expected) / (most - expected)


# The worked example of Hubert and Arabie's index in scikit-learn's documentation, and its extremes.
assert abs(adjusted_rand([0, 0, 1, 2], [0, 0, 1, 1]) - 0.571428) < 1e-5
assert adjusted_rand([0, 0, 1, 1], [1, 1, 0, 0]) == 1.0 and adjusted_rand([0, 0, 1, 1], [0, 1, 0, 1]) < 0

alone = labelled.with_columns(
    group_of=pl.coalesce("campaign", "group", pl.lit("alone ") + pl.col("account")),
    cluster_of=pl.coalesce("cluster", pl.lit("alone ") + pl.col("account")),
)
for name, rule in (("in a cluster", in_cluster), ("planted or in a cluster", in_cluster | is_planted)):
    chosen = alone.filter(rule)
    index = adjusted_rand(chosen["group_of"].to_list(), chosen["cluster_of"].to_list())
    print(f"adjusted Rand index, accounts {name:24} {index:.3f}  ({chosen.height} accounts)")

# %%
crossed = alone.filter(in_cluster).group_by("cluster", "group_of").agg(accounts=pl.len())
crossed = crossed.with_columns(
    group_of=pl.when(pl.col("group_of").str.starts_with("alone "))
    .then(pl.lit("in no list"))
    .otherwise(pl.col("group_of"))
)
crossed = (
    crossed.group_by("cluster", "group_of")
    .agg(pl.col("accounts").sum())
    .sort("accounts", "cluster", "group_of", descending=[True, False, False])
)
rows = crossed["group_of"].unique(maintain_order=True).to_list()
columns = sorted(
    crossed["cluster"].unique().to_list(),
    key=lambda name: (rows.index(crossed.filter(pl.col("cluster") == name)["group_of"][0]), int(name)),
)

figure, panel = plt.subplots(figsize=(8, 0.36 * len(rows) + 0.9))
for cluster, group, accounts in crossed.iter_rows():
    colour = (
        pictures.PLANTED
        if group in set(planted["campaign"])
        else pictures.ORGANIC
        if group in set(organic["group"])
        else "#888888"
    )
    panel.scatter([columns.index(cluster)], [rows.index(group)], s=26 * accounts + 90, color=colour)
    panel.text(
        columns.index(cluster),
        rows.index(group),
        str(accounts),
        ha="center",
        va="center",
        color="white",
        fontsize=9,
        fontweight="bold",
    )
panel.set_xticks(range(len(columns)), columns)
panel.set_yticks(range(len(rows)), rows)
panel.set_xlim(-0.6, len(columns) - 0.4)
panel.set_ylim(len(rows) - 0.4, -0.6)
panel.set_xlabel("cluster (number: accounts in it)")
for place in range(len(rows)):
    panel.axhline(place, color="#eeeeee", zorder=0)
pictures.bare(panel, "left", "bottom")
plt.show()

# %% [markdown]
# ## Over the threshold
#
# Demanding heavier pairs points at fewer people and finds less. The blue line goes through the weights of the case's
# own pairs, from all of them (right) to the heaviest; each dot of the others is a minimum of things shared within 60
# seconds, counted without statistics, over links, reposts, replies, mentions, hashtags, pictures and texts.

# %%
truth = set(planted["account"])


def point(pairs: pl.DataFrame) -> tuple[float, float]:
    """Recall and precision of the accounts that these pairs name."""
    named = set(pairs["a"]) | set(pairs["b"])
    return len(named & truth) / max(len(truth), 1), len(named & truth) / max(len(named), 1)


edges = (
    t["edges"]
    .group_by("a", "b")
    .agg(
        layers=pl.col("weight").filter(pl.col("layer") != "combined").sum(),
        all=pl.col("weight").filter(pl.col("layer") == "combined").max(),
    )
    .with_columns(weight=pl.max_horizontal("layers", "all"))
)
line = [point(edges.filter(pl.col("weight") >= least)) for least in edges["weight"].unique().sort(descending=True)]

things = ("link", "repost", "reply", "mention", "tags", "picture", "group")
counted = (
    pl.concat([tables.count(case, thing, "60s") for thing in things]).group_by("a", "b").agg(pl.col("objects").max())
)
minimums = [least for least in (1, 2, 3, 5, 10, 20) if not counted.filter(pl.col("objects") >= least).is_empty()]
dots = [point(counted.filter(pl.col("objects") >= least)) for least in minimums]

# %%
figure, panel = plt.subplots(figsize=(8, 4.6))
panel.plot(
    [100 * recall for recall, _ in line], [100 * precision for _, precision in line], color=pictures.BLUE, linewidth=2.2
)
panel.scatter([100 * line[-1][0]], [100 * line[-1][1]], color=pictures.BLUE, s=45, zorder=3)
panel.annotate(
    "all pairs of the case (q ≤ .01)",
    (100 * line[-1][0], 100 * line[-1][1]),
    xytext=(6, -32),
    textcoords="offset points",
    color=pictures.BLUE,
    ha="left",
)
panel.plot(
    [100 * recall for recall, _ in dots],
    [100 * precision for _, precision in dots],
    "o--",
    color="#997700",
    linewidth=1.2,
)
for least, (recall, precision) in zip(minimums, dots):
    panel.annotate(
        f"≥ {least}" + (" shared" if least == minimums[0] else ""),
        (100 * recall, 100 * precision),
        xytext=(6, 5),
        textcoords="offset points",
        color="#997700",
    )
panel.annotate(
    "counted without statistics",
    (100 * dots[0][0], 100 * dots[0][1]),
    xytext=(-8, 0),
    textcoords="offset points",
    color="#997700",
    ha="right",
    va="center",
)
panel.set_xlabel("recall: share of planted accounts that are found, %")
panel.set_ylabel("precision: share of found accounts\nthat are planted, %")
panel.set_xlim(0, 103)
floor = 10 * (100 * min(precision for _, precision in [*line, *dots]) // 10)
panel.set_ylim(max(floor - 5, 0), 103)
plt.show()

# %%
rules = [(f"at least {least} things", *dot) for least, dot in zip(minimums, dots)] + [
    ("all pairs of the case", *line[-1])
]
pl.DataFrame(
    [
        (name, round(recall, 3), round(precision, 3), round(2 * recall * precision / max(recall + precision, 1e-9), 3))
        for name, recall, precision in rules
    ],
    schema=["rule", "recall", "precision", "F1"],
    orient="row",
)

# %% [markdown]
# Where the dots lie above the line, counting did better on this archive, at a minimum that was chosen with the list
# at hand. The line asks for no list: its end is where the false discovery rate of 1 % puts it. Compare several
# archives, larger ones too, before preferring either: `refrain simulate --posts` makes them, with their lists.
#
# Which point of a curve is good depends on what a mistake costs. Whoever shuts accounts down must not rest on any of
# them; whoever looks for what to read first can bear mistakes.
