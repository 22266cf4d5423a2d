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
# # When a cluster meets
#
# A cluster is a set of accounts that used the same things at the same moments, again and again. This notebook shows
# the moments: over the weeks and the hours of the day, beside the archive's own rhythm, and second by second within
# single meetings.
#
# A burst is what to look at, not a proof. Papers that put out one agency's report, people in one group chat and fans
# at an announced hour meet in bursts, too. Pictures tell how a cluster meets; they do not tell who is behind it.
#
# For posts of your own set `CASE` to the case's folder. All times are UTC.

# %%
from datetime import UTC, datetime

import matplotlib.dates as dates
import matplotlib.pyplot as plt
import networkx as nx
import polars as pl
from matplotlib.ticker import MaxNLocator

import pictures
import tables

pictures.plain()
pl.Config(tbl_rows=40, fmt_str_lengths=70, tbl_hide_dataframe_shape=True, tbl_hide_column_data_types=True)

t = tables.read(tables.export(tables.open_case(tables.POSTS)))
assert t["clusters"].height, "this case has no cluster of accounts that act together: there is nothing to show here"
# Seconds to the millisecond, where the archive has it.
messages = (
    t["messages"]
    .drop_nulls(["sent_at", "account"])
    .select("message", "account", at=pl.col("sent_at") + pl.col("sent_millis") / 1000)
)
cluster_of = t["clusters"].select("account", "cluster", "role")

# %% [markdown]
# ## Meetings
#
# The table `shared` names, for each pair and thing, the two messages by which they met. Messages of one cluster that
# are tied in this way make one *meeting*. (A pair that only all layers together tie has no rows there; its cluster
# may show no meeting.)

# %%
ties = (
    t["shared"]
    .join(cluster_of.select(a="account", cluster="cluster"), on="a")
    .join(cluster_of.select(b="account", other="cluster"), on="b")
    .filter(pl.col("cluster") == pl.col("other"))
)
rows = []
for (cluster,), own in ties.sort("message_a", "message_b").group_by("cluster", maintain_order=True):
    graph = nx.Graph(own.select("message_a", "message_b").iter_rows())
    rows += [
        (cluster, f"{cluster}/{number}", message)
        for number, together in enumerate(nx.connected_components(graph))
        for message in together
    ]
met = (
    pl.DataFrame(rows, schema=["cluster", "meeting", "message"], orient="row")
    .join(messages, on="message")
    .join(cluster_of.select("account", "role"), on="account")
    .sort("at", "message")
    .with_columns(
        after=pl.col("at") - pl.col("at").min().over("meeting"),
        took_part=pl.col("account").n_unique().over("meeting"),
    )
)
summary = (
    met.group_by("cluster")
    .agg(
        meetings=pl.col("meeting").n_unique(),
        messages=pl.len(),
        accounts=pl.col("account").n_unique(),
        spread=(pl.col("after").max().over("meeting")).median().round(1),
    )
    .join(t["communities"].select("cluster", "window", "layers"), on="cluster")
    .sort("meetings", "cluster", descending=[True, False])
)
order = summary["cluster"].to_list()[:8]
summary.rename({"spread": "seconds from first to last, median"})


# %% [markdown]
# ## Over the days
#
# One row a cluster, one mark a meeting; a mark's height is the share of the cluster's accounts that took part. Above,
# the posts of the whole archive, day by day.

# %%
def moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


NAMES = {
    "mention": "naming the same",
    "picture": "pictures",
    "tags": "hashtags",
    "tag_set": "hashtags",
    "group": "texts",
    "link": "links",
    "repost": "reposts",
    "reply": "replies",
    "time": "moments",
    "domain": "domains",
}
COLOURS = [pictures.BLUE, pictures.GREEN, pictures.PURPLE, pictures.RED, "#997700", "#0f8b8d", "#555555", pictures.CYAN]


def words(cluster: str) -> str:
    """The cluster with what it meets over; moments only where there is nothing else."""
    kinds = [
        layer.rsplit(" ", 1)[0]
        for layer in summary.row(by_predicate=pl.col("cluster") == cluster, named=True)["layers"]
    ]
    things = list(dict.fromkeys(NAMES.get(kind, kind) for kind in kinds if kind not in ("time", "combined")))
    return f"{cluster} · {', '.join(things or ['moments'])}"


starts = met.group_by("cluster", "meeting", maintain_order=True).agg(
    at=pl.col("at").min(), accounts=pl.col("account").n_unique()
)
days = messages.group_by((pl.col("at") // 86400 * 86400).alias("day")).len().sort("day")

figure, (top, panel) = plt.subplots(
    2, 1, figsize=(9, 1.4 + 0.45 * len(order)), sharex=True, height_ratios=[1, 0.5 * len(order)]
)
top.bar([moment(day + 43200) for day in days["day"]], days["len"], width=0.85, color=pictures.GREY)
top.set_ylabel("posts\na day")
top.yaxis.set_major_locator(MaxNLocator(2))
for y, (cluster, colour) in enumerate(zip(order, COLOURS)):
    own = starts.filter(pl.col("cluster") == cluster)
    size = cluster_of.filter(pl.col("cluster") == cluster).height
    height = [0.42 * accounts / size for accounts in own["accounts"]]
    panel.vlines(
        [moment(at) for at in own["at"]], [y - h for h in height], [y + h for h in height], color=colour, linewidth=1.2
    )
panel.set_yticks(range(len(order)), [words(cluster) for cluster in order])
panel.set_ylim(len(order) - 0.5, -0.6)
panel.xaxis.set_major_locator(dates.AutoDateLocator(minticks=4, maxticks=9))
panel.xaxis.set_major_formatter(dates.DateFormatter("%d %b"))
pictures.bare(panel, "left")
plt.show()

# %% [markdown]
# ## Over the hours of the day
#
# Bars are the cluster's meetings in each two hours. The grey area is where they would be if they followed the posts
# of the whole archive. People who sleep give an archive its nights; a cluster that meets at all hours alike, or in
# one hour only, differs from that. So do a night shift, another continent and a timer. Ten meetings are few: read no
# bar alone.

# %%
STEP = 2


def by_hours(seconds: pl.Series) -> list[int]:
    """How many of these moments fall into each two hours of the day."""
    counts = dict((seconds.cast(pl.Int64) // 3600 % 24 // STEP).value_counts().iter_rows())
    return [counts.get(step, 0) for step in range(24 // STEP)]


archive = by_hours(messages["at"])
edges = range(0, 25, STEP)
columns = 4
lines = -(-len(order) // columns)
figure, panels = plt.subplots(lines, columns, figsize=(9, 2 * lines), sharex=True, squeeze=False)
for panel in panels.flat[len(order) :]:
    panel.set_axis_off()
for panel, cluster, colour in zip(panels.flat, order, COLOURS):
    own = by_hours(starts.filter(pl.col("cluster") == cluster)["at"])
    usual = [sum(own) * count / sum(archive) for count in archive]
    panel.fill_between(edges, [*usual, usual[-1]], step="post", color="#d5d5d5")
    panel.bar(edges[:-1], own, width=0.5 * STEP, align="edge", color=colour)
    panel.set_title(words(cluster), fontsize=11)
    panel.set_xticks([0, 6, 12, 18, 24])
    panel.yaxis.set_major_locator(MaxNLocator(3, integer=True))
    panel.set_xlim(0, 24)
figure.supxlabel("hour of the day (UTC)", fontsize=11)
figure.supylabel("meetings", fontsize=11)
plt.show()

# %% [markdown]
# ## Single meetings
#
# Each row is one meeting of a cluster, each dot an account, placed by its seconds after the first. Shown are the
# meetings in which most took part, in the order of time. A human hand on one button, a chat with a link in it and a
# program leave different pictures, but a program that waits at random looks like people. Darker dots are several
# accounts in one second.

# %%
MOST = 14
figure, panels = plt.subplots(1, min(4, len(order)), figsize=(9, 4.2), squeeze=False)
for panel, cluster, colour in zip(panels.flat, order, COLOURS):
    own = met.filter(pl.col("cluster") == cluster)
    largest = (
        own.group_by("meeting")
        .agg(pl.col("took_part").first(), pl.col("at").min())
        .sort("took_part", "at", "meeting", descending=[True, False, False])
        .head(MOST)
    )
    for y, meeting in enumerate(largest.sort("at", "meeting")["meeting"]):
        after = own.filter(pl.col("meeting") == meeting)["after"]
        panel.plot([0, after.max()], [y, y], color="#dddddd", linewidth=1, zorder=0)
        panel.scatter(after, [y] * len(after), s=22, color=colour, alpha=0.55, linewidths=0)
    panel.set_title(words(cluster), fontsize=10)
    panel.set_yticks([])
    panel.invert_yaxis()
    panel.set_xlim(left=-0.04 * max(panel.get_xlim()[1], 1))
    pictures.bare(panel, "left")
figure.supxlabel("seconds after the first", fontsize=11)
panels.flat[0].set_ylabel("meetings, earliest on top")
plt.show()

# %% [markdown]
# ## Who comes when
#
# `role` in the table `clusters` says who comes first as a habit (`first`), who follows those (`amplifier`), and where
# neither can be told (`member`). Each row below is a role in a cluster that has such a habit; the last one is
# everybody else. Dots are uses, by their seconds after the first of the meeting, larger for more of them. Stamps are
# cut to seconds, so several can come first.

# %%
ROLES = ["first", "amplifier", "member"]
told = set(met.filter(pl.col("role") != "member")["cluster"])
uses = met.with_columns(
    where=pl.when(pl.col("cluster").is_in(list(told)))
    .then(pl.lit("cluster ") + pl.col("cluster"))
    .otherwise(pl.lit("all other clusters")),
    comes_first=pl.col("after") == 0,
)
uses = uses.with_columns(rank=pl.col("role").replace_strict({role: at for at, role in enumerate(ROLES)}))
shares = (
    uses.group_by("where", "role", "rank")
    .agg(
        accounts=pl.col("account").n_unique(),
        uses=pl.len(),
        comes_first=pl.col("comes_first").mean().round(3),
        median_seconds_after=pl.col("after").median(),
    )
    .sort(pl.col("where").str.starts_with("all"), "where", "rank")
    .drop("rank")
)
shares

# %%
figure, panel = plt.subplots(figsize=(8.5, 0.55 * shares.height + 1))
tones = {"first": pictures.PURPLE, "amplifier": pictures.BLUE, "member": "#888888"}
for y, row in enumerate(shares.iter_rows(named=True)):
    own = uses.filter((pl.col("where") == row["where"]) & (pl.col("role") == row["role"]))
    at = own.group_by(pl.col("after").round(0)).len().sort("after")
    panel.scatter(
        at["after"],
        [y] * at.height,
        s=900 * at["len"] / row["uses"] + 6,
        color=tones[row["role"]],
        alpha=0.5,
        linewidths=0,
    )
    panel.scatter([row["median_seconds_after"]], [y], marker="|", s=350, color=pictures.TEXT)
names = [
    f"{row['where']} · {row['role']}\nearliest in {row['comes_first']:.0%} of {row['uses']:,}"
    for row in shares.iter_rows(named=True)
]
panel.set_yticks(range(shares.height), names, fontsize=10)
panel.set_ylim(shares.height - 0.4, -0.6)
panel.set_xscale("symlog", linthresh=1)
panel.set_xlim(-0.25, 1.6 * max(uses["after"].max(), 1))
ticks = [tick for tick in (0, 1, 10, 60, 600, 3600) if tick <= 1.6 * uses["after"].max()]
panel.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
panel.minorticks_off()
panel.set_xlabel("seconds after the first of the meeting (upright line: median)")
pictures.bare(panel, "left")
plt.show()

# %% [markdown]
# A cluster whose accounts all come within a second or two of one another leaves nobody to call first. That is why
# most are `member`: the program does not name a leader where the order could be a lot drawn.
