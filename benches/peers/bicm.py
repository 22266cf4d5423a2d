"""Our who-null's parameters against those of PyPI `bicm`.

usage: bicm.py EDGES.csv OURS.csv

EDGES  account,object (head and whole numbers); OURS  written by `cargo bench --bench graph -- bicm EDGES.csv OURS.csv`
Prints the largest relative error of expected degrees (theirs and ours), of x and y up to the gauge factor, of
p = xy/(1+xy), and of expected shared objects over pairs of account degrees. Needs bicm, numpy and pandas.
"""
import sys

# This file has the package's name: without this it would import itself.
sys.path.pop(0)

import numpy as np
import pandas as pd
from bicm import BipartiteGraph

edges = pd.read_csv(sys.argv[1]).drop_duplicates()
ours = pd.read_csv(sys.argv[2])
names_a, names_o = np.unique(edges.account), np.unique(edges.object)
deg_a = edges.groupby("account").size().loc[names_a].to_numpy()
deg_o = edges.groupby("object").size().loc[names_o].to_numpy()

graph = BipartiteGraph(degree_sequences=(deg_a, deg_o))
graph.solve_tool(method="newton", initial_guess="chung_lu", tol=1e-12, eps=1e-14, max_steps=500, verbose=False)
theirs_x, theirs_y = np.asarray(graph.x), np.asarray(graph.y)
x = ours[ours.side == 0].set_index("node").value.loc[names_a].to_numpy()
y = ours[ours.side == 1].set_index("node").value.loc[names_o].to_numpy()


def classes(degrees, values):
    found, first, count = np.unique(degrees, return_index=True, return_counts=True)
    return found, values[first], count


def chance(x, y):
    odds = np.outer(x, y)
    return np.where(np.isinf(odds), 1.0, odds / (1.0 + odds))


def far(a, b):
    return float(np.max(np.abs(a / b - 1.0)))


ka, xa, na = classes(deg_a, x)
ko, yo, no = classes(deg_o, y)
_, tx, _ = classes(deg_a, theirs_x)
_, ty, _ = classes(deg_o, theirs_y)
p, t = chance(xa, yo), chance(tx, ty)
gauge = np.sqrt(np.median(xa / tx) * np.median(ty / yo))
print(f"{len(names_a)} accounts, {len(names_o)} objects, {len(edges)} edges, {len(ka)} x {len(ko)} degrees")
print(f"expected degrees, relative error: ours {max(far(p @ no, ka), far(na @ p, ko)):.2e}, bicm {max(far(t @ no, ka), far(na @ t, ko)):.2e}")
print(f"x {far(xa / gauge, tx):.2e}  y {far(yo * gauge, ty):.2e}  p {far(p, t):.2e}  lambda {far((p * no) @ p.T, (t * no) @ t.T):.2e}")
