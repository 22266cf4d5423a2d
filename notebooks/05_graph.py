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
# # The graph
#
# `refrain export CASE --format gexf` writes the accounts that have an edge, with places and colours, for Gephi;
# `--format graphml` writes the same for igraph and networkx. This notebook opens both with networkx, checks that they
# agree, draws the graph, compares its distributions, and writes a part of it back as a GEXF file.
#
# An edge says that two accounts act together more than chance explains. Followers of one hub, members of one group
# chat and newsrooms with one publishing system do that, too.

# %%
import matplotlib.pyplot as plt
import networkx as nx
import polars as pl
from matplotlib.collections import LineCollection

import pictures
import tables

pictures.plain()
pl.Config(tbl_rows=30, tbl_hide_dataframe_shape=True, tbl_hide_column_data_types=True)

case = tables.open_case(tables.POSTS)
folder = tables.workplace()
tables.refrain("export", case, "--format", "gexf", "-o", folder / "graph.gexf")
tables.refrain("export", case, "--format", "graphml", "-o", folder / "graph.graphml")
t = tables.read(tables.export(case))
assert t["clusters"].height, "this case has no cluster of accounts that act together: there is nothing to show here"

graph = nx.read_gexf(folder / "graph.gexf")
other = nx.read_graphml(folder / "graph.graphml")
print(f"{graph.number_of_nodes()} accounts, {graph.number_of_edges()} pairs")

# %% [markdown]
# ## Both files say the same
#
# In GEXF, place, size and colour are under `viz`, where Gephi looks; in GraphML they are plain attributes.

# %%
assert set(graph) == set(other) and {frozenset(pair) for pair in graph.edges} == {
    frozenset(pair) for pair in other.edges
}
for account, said in graph.nodes(data=True):
    same = other.nodes[account]
    assert said["label"] == same["label"]
    assert all(abs(said["viz"]["position"][axis] - same[axis]) < 1e-9 for axis in "xy")
    assert all(int(said["viz"]["color"][part]) == same[part] for part in "rgb")
    assert abs(said["viz"]["size"] - same["size"]) < 1e-9
    assert said.get("cluster") == same.get("cluster")
for a, b, said in graph.edges(data=True):
    assert abs(said["weight"] - other.edges[a, b]["weight"]) < 1e-9

in_table = t["edges"].select("a", "b").unique()
assert {frozenset(pair) for pair in in_table.iter_rows()} == {frozenset(pair) for pair in graph.edges}
in_cluster = dict(t["clusters"].select("account", "cluster").iter_rows())
assert {account: str(said["cluster"]) for account, said in graph.nodes(data=True) if "cluster" in said} == in_cluster
print("GEXF, GraphML and the tables agree: accounts, pairs, places, colours, sizes, weights and clusters")

# %% [markdown]
# ## The picture
#
# Places come from the program's own seeded layout, so the picture is the same each time. A place has no meaning of
# its own; near means tied. Lines are wider for heavier pairs, dots larger for accounts with more messages. Colours
# are the program's, one for each of the 17 largest clusters; numbers are those of the table `communities`.

# %%
spots = {
    account: (said["viz"]["position"]["x"], said["viz"]["position"]["y"]) for account, said in graph.nodes(data=True)
}
tints = {account: tuple(said["viz"]["color"][part] / 255 for part in "rgb") for account, said in graph.nodes(data=True)}
heaviest = max((said["weight"] for _, _, said in graph.edges(data=True)), default=1.0)
kinds = {
    row["cluster"]: [layer.rsplit(" ", 1)[0] for layer in row["layers"]]
    for row in t["communities"].iter_rows(named=True)
}

figure, panel = plt.subplots(figsize=(8.5, 7))
lines = [[spots[a], spots[b]] for a, b in graph.edges]
panel.add_collection(
    LineCollection(
        lines,
        colors=[(*tints[a], 0.45) for a, _ in graph.edges],
        linewidths=[0.4 + 2.6 * said["weight"] / heaviest for _, _, said in graph.edges(data=True)],
        zorder=1,
    )
)
names = sorted(graph)
panel.scatter(
    [spots[name][0] for name in names],
    [spots[name][1] for name in names],
    s=[graph.nodes[name]["viz"]["size"] ** 2 * 0.6 for name in names],
    c=[tints[name] for name in names],
    edgecolors="white",
    linewidths=0.8,
    zorder=2,
)
for cluster in t["communities"]["cluster"]:
    own = [spots[account] for account, of in in_cluster.items() if of == cluster and account in spots]
    things = [kind for kind in kinds[cluster] if kind != "combined"] or ["all layers together"]
    panel.annotate(
        f"{cluster} · {', '.join(things)}",
        (sum(x for x, _ in own) / len(own), max(y for _, y in own)),
        xytext=(0, 12),
        textcoords="offset points",
        ha="center",
        fontsize=10,
    )
panel.set_aspect("equal")
panel.margins(0.05)
panel.set_axis_off()
plt.show()

# %% [markdown]
# ## Degrees and weights
#
# How many others an account is tied to, and how heavy the ties are. A cluster in which everybody is tied to everybody
# has all its accounts at one degree, its size less one; a hub with followers has one account far out. Dots are
# accounts, larger for more of them with as many ties; each upright stroke on the right is a pair.

# %%
degrees = pl.DataFrame(
    [(str(said["cluster"]), graph.degree(account)) for account, said in graph.nodes(data=True) if "cluster" in said],
    schema=["cluster", "degree"],
    orient="row",
)
weights = pl.DataFrame(
    [
        (str(graph.nodes[a].get("cluster")), said["weight"])
        for a, b, said in graph.edges(data=True)
        if graph.nodes[a].get("cluster") is not None and graph.nodes[a].get("cluster") == graph.nodes[b].get("cluster")
    ],
    schema=["cluster", "weight"],
    orient="row",
)
order = t["communities"].sort("accounts", "cluster", descending=[True, False])["cluster"].to_list()[:12]
tint_of = {in_cluster[account]: tints[account] for account in names if account in in_cluster}


figure, panels = plt.subplots(1, 2, figsize=(9, 0.36 * len(order) + 1), sharey=True)
for y, cluster in enumerate(order):
    tied = degrees.filter(pl.col("cluster") == cluster).group_by("degree").len().sort("degree")
    heavy = weights.filter(pl.col("cluster") == cluster)["weight"].sort()
    for panel, values in zip(panels, (tied["degree"], heavy)):
        panel.plot([values.min(), values.max()], [y, y], color="#dddddd", linewidth=1, zorder=0)
    panels[0].scatter(
        tied["degree"],
        [y] * tied.height,
        s=24 * tied["len"],
        color=tint_of[cluster],
        edgecolors="#55555588",
        linewidths=0.4,
    )
    panels[1].scatter(heavy, [y] * len(heavy), marker="|", s=110, linewidths=1.6, color=tint_of[cluster])
sizes = dict(t["communities"].select("cluster", "accounts").iter_rows())
panels[0].set_yticks(range(len(order)), [f"cluster {name}, {sizes[name]} accounts" for name in order])
panels[0].invert_yaxis()
panels[0].set_xlim(left=0)
panels[1].set_xlim(left=0)
panels[0].set_xlabel("accounts that an account is tied to")
panels[1].set_xlabel("weight of a pair (−log₁₀ p, over layers)")
for panel in panels:
    pictures.bare(panel, "left")
plt.show()

# %%
pl.DataFrame(
    [
        (
            name,
            sizes[name],
            round(nx.density(part), 2),
            round(nx.transitivity(part), 2),
            round(sum(w for _, _, w in part.edges(data="weight")), 1),
        )
        for name in order
        for part in [graph.subgraph([account for account, of in in_cluster.items() if of == name])]
    ],
    schema=["cluster", "accounts", "density", "transitivity", "weight"],
    orient="row",
)

# %% [markdown]
# ## A part, back to Gephi
#
# The largest cluster alone, as GEXF. networkx keeps what it read under `viz`, so the part has its places and colours
# when Gephi opens it. Set `part_file` to a place of your own to keep it.

# %%
part_file = folder / "part.gexf"
part = graph.subgraph(sorted(account for account, of in in_cluster.items() if of == order[0])).copy()
nx.write_gexf(part, part_file)

again = nx.read_gexf(part_file)
assert set(again) == set(part) and again.number_of_edges() == part.number_of_edges()
for account, said in part.nodes(data=True):
    assert again.nodes[account]["viz"]["color"] == said["viz"]["color"]
    assert all(
        abs(again.nodes[account]["viz"]["position"][axis] - said["viz"]["position"][axis]) < 1e-6 for axis in "xy"
    )
for a, b, said in part.edges(data=True):
    assert abs(again.edges[a, b]["weight"] - said["weight"]) < 1e-6
print(
    f"cluster {order[0]}: {again.number_of_nodes()} accounts and {again.number_of_edges()} pairs "
    "came back with places, colours and weights"
)
