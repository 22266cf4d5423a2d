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
# # Many people or one hand
#
# A campaign is a text that several accounts sent. Whether many people sent it or one hand under many names is a sum
# of observations, and a sum can be checked. This notebook takes the mail that the project ships, adds up the evidence
# of each campaign by the rules of `docs/method.md`, section 5, and lays a campaign that is called *operated* beside
# one that is called a *form letter*.
#
# Weights are decibans: +10 is ten to one for one hand, −10 ten to one for many people, 0 says nothing. For a case of
# your own set `CASE` to its folder.
#
# > Sending the same letter as others is lawful participation. A large group is not evidence of manipulation.

# %%
import os

import matplotlib.pyplot as plt
import polars as pl
from IPython.display import display

import pictures
import tables

pictures.plain()
pl.Config(
    tbl_rows=40,
    fmt_str_lengths=200,
    tbl_width_chars=160,
    tbl_hide_dataframe_shape=True,
    tbl_hide_column_data_types=True,
)

case = tables.open_case(tables.MAIL)
t = tables.read(tables.export(case))
campaigns, evidence = t["campaigns"], t["evidence"]
assert campaigns.height, "this case has no campaign: there is no evidence to add up"
campaigns.select("campaign", "verdict", "accounts", "messages", pl.col("weight").round(1), pl.col("score").round(3))

# %% [markdown]
# ## The rule of the sum
#
# Cues of one family depend on each other: a sending program has its Message-ID form, its header order and its MIME
# form all at once. So within a family they are sorted by strength, and **each further one counts half of the one
# before**. What sent a mail and when can be made to look like people's at small cost: the families *machine* and
# *clock* speak against with at most −5 each. Families are added.

# %%
CHEAP = {"machine": -5.0, "clock": -5.0}


def summed(evidence: pl.DataFrame) -> pl.DataFrame:
    """The evidence with what each row counts: its place in the family, the damping, and the part that is added."""
    family = ["campaign", "family"]
    placed = (
        evidence.with_row_index("row")
        .with_columns(strength=pl.col("weight").abs())
        .sort("campaign", "family", "strength", "row", descending=[False, False, True, False])
        .with_columns(place=pl.int_range(pl.len()).over(family))
        .with_columns(part=pl.col("weight") / 2.0 ** pl.col("place"))
    )
    total = pl.col("part").sum().over(family)
    least = pl.col("family").replace_strict(CHEAP, default=float("-inf"), return_dtype=pl.Float64)
    scale = pl.when(total < least).then(least / total).otherwise(1.0)
    return placed.with_columns(counts=pl.col("part") * scale).drop("strength")


added = summed(evidence)
checked = campaigns.join(added.group_by("campaign").agg(sum=pl.col("counts").sum()), on="campaign", how="left")
checked = checked.with_columns(apart=(pl.col("sum").fill_null(0) - pl.col("weight")).abs())
assert (checked["apart"] < 1e-6).all(), checked.filter(pl.col("apart") >= 1e-6)
print(f"{checked.height} campaigns: the sum by hand is the weight in the table, to a millionth of a deciban")

# %% [markdown]
# The score is `1/(1+10^(−(1.5·S−6)/10))` of the sum *S*, held back where the rules say so: never above .97, and lower
# unless the verdict is *operated*. So what the table states is never above the formula.

# %%
formula = 1 / (1 + (10 ** (-(1.5 * pl.col("weight") - 6) / 10)))
scores = campaigns.select("campaign", "verdict", weight=pl.col("weight").round(2), formula=formula, score="score")
assert (scores["score"] <= scores["formula"] + 1e-9).all() and (scores["score"] <= 0.97).all()
scores.with_columns(pl.col("formula", "score").map_elements(lambda value: f"{value:.2g}", return_dtype=pl.String)).sort(
    "weight", descending=True
)


# %% [markdown]
# ## Side by side
#
# The largest campaign that is called operated and the largest form letter; where a case has no such pair, the
# heaviest and the lightest. Bars are what a cue counts after damping, from top to bottom until the sum.

# %%
def largest(verdict: str, otherwise: pl.DataFrame) -> str:
    of = campaigns.filter(pl.col("verdict") == verdict).sort("accounts", "campaign", descending=[True, False])
    return (of if of.height else otherwise)["campaign"][0]


by_weight = campaigns.sort("weight", "campaign")
pair = [largest("operated", by_weight.reverse()), largest("form_letter", by_weight)]
ORDER = ["machine", "template", "clock", "name", "spread", "declared"]
COLOURS = dict(
    zip(ORDER, (pictures.BLUE, pictures.GREEN, pictures.YELLOW, pictures.PURPLE, pictures.CYAN, pictures.GREY))
)


def cues(campaign: str) -> pl.DataFrame:
    """The rows of one campaign, family by family, with where each bar begins."""
    rows = added.filter(pl.col("campaign") == campaign)
    rows = rows.sort(pl.col("family").replace_strict({name: at for at, name in enumerate(ORDER)}, default=9), "place")
    return rows.with_columns(begins=pl.col("counts").cum_sum() - pl.col("counts"))


for campaign in pair:
    head = campaigns.row(by_predicate=pl.col("campaign") == campaign, named=True)
    print(
        f"c{campaign}: {head['verdict'].replace('_', ' ')}, {head['accounts']} accounts, "
        f"{head['messages']} messages, sum {head['weight']:+.1f} decibans"
    )
    display(
        cues(campaign).select(
            "family",
            pl.col("rule").str.split(".").list.last(),
            pl.col("weight").round(1),
            halved=pl.col("place"),
            counts=pl.col("counts").round(2),
            what_was_seen=pl.col("text"),
        )
    )

# %%
SMALL = 0.1
CLEAR = {"color": "white", "pad": 0.5}


def signed(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−")


def bars(campaign: str) -> list[tuple[str, str, float, float]]:
    """What is drawn: `(family, words, begins, counts)`, and the cues that count next to nothing in one."""
    rows = cues(campaign)
    drawn = []
    for family in rows["family"].unique(maintain_order=True):
        own = rows.filter(pl.col("family") == family)
        large, small = own.filter(pl.col("counts").abs() >= SMALL), own.filter(pl.col("counts").abs() < SMALL)
        drawn += [
            (family, rule.split(".")[-1].replace("_", " "), begin, counts)
            for rule, begin, counts in large.select("rule", "begins", "counts").iter_rows()
        ]
        if small.height:
            drawn.append((family, f"{small.height} further", small["begins"][0], small["counts"].sum()))
    return drawn


figure, panels = plt.subplots(
    2, 1, figsize=(8.5, 7.6), sharex=True, height_ratios=[len(bars(campaign)) + 2 for campaign in pair]
)
reach = 1.18 * max(cues(campaign)["begins"].abs().max() for campaign in pair)
for panel, campaign in zip(panels, pair):
    drawn = bars(campaign)
    head = campaigns.row(by_predicate=pl.col("campaign") == campaign, named=True)
    for limit in (-8, 10):
        panel.axvline(limit, color="#aaaaaa", linewidth=1, linestyle=(0, (2, 3)), zorder=0)
    panel.axvline(0, color=pictures.TEXT, linewidth=1, zorder=0)
    for y, (family, _, begin, counts) in enumerate(drawn):
        panel.barh(y, counts, left=begin, color=COLOURS.get(family, pictures.GREY), height=0.7)
        panel.vlines(begin + counts, y - 0.35, y + 1.35, color="#999999", linewidth=0.8)
        side = 1 if counts >= 0 else -1
        panel.annotate(
            signed(counts),
            (begin + counts, y),
            xytext=(5 * side, 0),
            textcoords="offset points",
            va="center",
            ha="left" if side > 0 else "right",
            fontsize=10,
            bbox=CLEAR,
        )
    side = 1 if head["weight"] >= 0 else -1
    panel.barh(len(drawn), head["weight"], color=pictures.TEXT, height=0.7)
    panel.annotate(
        signed(head["weight"]),
        (head["weight"], len(drawn)),
        xytext=(5 * side, 0),
        textcoords="offset points",
        va="center",
        ha="left" if side > 0 else "right",
        fontweight="bold",
    )
    for family in dict.fromkeys(row[0] for row in drawn):  # The empty half holds each family's sum.
        at = [y for y, row in enumerate(drawn) if row[0] == family]
        total = sum(row[3] for row in drawn if row[0] == family)
        panel.vlines(
            -side * 0.6 * reach, at[0] - 0.4, at[-1] + 0.4, color=COLOURS.get(family, pictures.GREY), linewidth=4
        )
        panel.text(
            -side * 0.64 * reach,
            sum(at) / len(at),
            f"{family} {signed(total)}",
            va="center",
            ha="right" if side > 0 else "left",
        )
    panel.set_yticks(range(len(drawn) + 1), [words for _, words, _, _ in drawn] + ["sum"])
    panel.invert_yaxis()
    panel.set_xlim(-reach, reach)
    pictures.bare(panel, "left")
    panel.set_title(f"c{campaign}: {head['verdict'].replace('_', ' ')}, {head['accounts']} accounts")
    panel.margins(y=0.02)
panels[1].set_xlabel("decibans: ← many people · one hand →      (dotted: a form letter from −8, operated from +10)")
plt.show()

# %% [markdown]
# ## The innocent explanation of each cue
#
# Every row has one. Read those of the heaviest cues before repeating a verdict: one sending page, one provider or one
# employer can do what they describe.

# %%
for campaign in pair:
    print(f"c{campaign}")
    heaviest = cues(campaign).filter(pl.col("counts").abs() >= 1).sort("counts", "rule", descending=[True, False])
    display(
        heaviest.select(
            "family",
            rule=pl.col("rule").str.split(".").list.last(),
            counts=pl.col("counts").round(1),
            innocent_explanation="caveat",
        )
    )

# %% [markdown]
# ## All campaigns
#
# One row a campaign, one column a family. `operated` needs a sum of +10, two families at +6 or more and none at −8 or
# less, so a single loud family is never enough. Where the archive's recipe planted something, its kind stands at the
# right.

# %%
families = (
    added.group_by("campaign", "family")
    .agg(pl.col("counts").sum())
    .pivot("family", index="campaign", values="counts", sort_columns=True)
)
columns = [name for name in ORDER if name in families.columns]
grid = campaigns.join(families, on="campaign", how="left").sort("weight", "campaign", descending=[True, False])

planted = {}
if "CASE" not in os.environ:
    truth = pl.read_ndjson(tables.MAIL.parent / "archive.truth.jsonl").select(
        pl.col("message_id").str.strip_chars("<>").alias("external_id"), planted="kind"
    )
    most = (
        t["members"]
        .join(truth, on="external_id", how="left")
        .group_by("campaign", "planted")
        .len()
        .sort("len", "planted", descending=[True, False])
    )
    planted = dict(
        most.unique("campaign", keep="first", maintain_order=True)
        .select("campaign", pl.col("planted").fill_null("everyday"))
        .iter_rows()
    )

values = grid.select(columns).fill_null(float("nan")).to_numpy()
figure, panel = plt.subplots(figsize=(8, 0.3 * grid.height + 1))
panel.imshow(values, cmap="RdBu_r", vmin=-40, vmax=40, aspect="auto")
for y, row in enumerate(values):
    for x, value in enumerate(row):
        if value == value:
            panel.text(
                x,
                y,
                signed(value),
                ha="center",
                va="center",
                fontsize=9,
                color="white" if abs(value) > 24 else pictures.TEXT,
            )
panel.set_xticks(range(len(columns)), columns)
panel.xaxis.tick_top()
panel.set_yticks(
    range(grid.height),
    [f"c{name}  {verdict.replace('_', ' ')}" for name, verdict in zip(grid["campaign"], grid["verdict"])],
)
for y, (name, weight) in enumerate(zip(grid["campaign"], grid["weight"])):
    panel.text(len(columns) - 0.35, y, signed(weight), va="center", ha="left", fontweight="bold", fontsize=10)
    panel.text(len(columns) + 0.45, y, planted.get(name, ""), va="center", ha="left", fontsize=10)
panel.text(len(columns) - 0.35, -0.7, "sum", va="bottom", fontweight="bold", fontsize=11)
if planted:
    panel.text(len(columns) + 0.45, -0.7, "planted as", va="bottom", fontsize=11)
pictures.bare(panel, "left", "bottom", "top")
panel.tick_params(axis="x", length=0)
plt.show()

# %% [markdown]
# Red columns speak for one hand, blue ones for many people; an empty cell has no evidence of that family. Bulk
# senders are told by what they declare themselves.
