"""How the notebooks' pictures look: colours that colour-blind readers tell apart, and little else.

Colours are Paul Tol's *bright* (https://personal.sron.nl/~pault/); a colour means one thing in all notebooks.
"""

import matplotlib.pyplot as plt
from matplotlib.axes import Axes

BLUE, CYAN, GREEN, YELLOW, RED, PURPLE, GREY = (
    "#4477aa",
    "#66ccee",
    "#228833",
    "#ccbb44",
    "#ee6677",
    "#aa3377",
    "#bbbbbb",
)
PLANTED, ORGANIC, OTHER = BLUE, RED, GREY
TEXT = "#333333"


def plain() -> None:
    """Sets the style: readable at half size, no frame, no grid, small files."""
    plt.rcParams.update(
        {
            "figure.dpi": 110,
            "savefig.dpi": 110,
            "figure.constrained_layout.use": True,
            "font.family": "DejaVu Sans",
            "font.size": 11,
            "axes.titlesize": 12,
            "axes.titlelocation": "left",
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.edgecolor": "#888888",
            "axes.labelcolor": TEXT,
            "xtick.color": TEXT,
            "ytick.color": TEXT,
            "text.color": TEXT,
            "legend.frameon": False,
        }
    )


def bare(axes: Axes, *sides: str) -> None:
    """Takes the lines of these sides away, and their ticks' marks."""
    axes.spines[list(sides)].set_visible(False)
    for side in sides:
        axes.tick_params(axis="y" if side in ("left", "right") else "x", length=0)


def label_ends(axes: Axes, ends: list[tuple[float, float, str, str]], apart: float) -> None:
    """Writes `(x, y, words, colour)` right of each line's end, at least `apart` from one another on the y axis."""
    last = float("-inf")
    for x, y, words, colour in sorted(ends, key=lambda end: (end[1], end[2])):
        at = max(y, last + apart)
        axes.annotate(words, (x, at), xytext=(6, 0), textcoords="offset points", va="center", color=colour)
        last = at
