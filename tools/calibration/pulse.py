"""The truths of pulse: training, bot and self-service."""

from __future__ import annotations

from collections.abc import Iterator

from calibration.methods import instrument, mean, minus
from calibration.registry import NAIVE, RIGHT, Finding, Tables, truth
from calibration.survey import mean_gap

MARGIN = 2.0  # points of satisfaction that do not matter


@truth(
    "training_effect",
    tables=["stores", "pulse"],
    estimand="what training changed in the trained stores",
    right="difference in differences: Welch on the 24 stores' changes",
    naive="trained stores after minus before; after the start, trained minus other stores",
    screen=False,
)
def training_effect(tables: Tables) -> Iterator[Finding]:
    """Compare the changes of trained and other stores with either half of the comparison."""
    pulse, stores = tables["pulse"], tables["stores"].set_index("store_id")
    start = stores["training_start"]
    trained = pulse["store_id"].map(start.notna()).to_numpy(bool)
    after = (pulse["quarter"] >= start.min()).to_numpy(bool)
    osat = pulse["osat"].to_numpy(float)
    level = pulse.groupby(["store_id", after])["osat"].mean().unstack()
    change = level[True] - level[False]
    group = start.notna().reindex(change.index).to_numpy(bool)
    yield Finding("", RIGHT, mean_gap(change.to_numpy(), group).interval())
    before_after = mean_gap(osat[trained], after[trained])
    yield Finding("", f"{NAIVE}: before-after", before_after.interval())
    gap = mean_gap(osat[after], trained[after])
    yield Finding("", f"{NAIVE}: gap after", gap.interval())


@truth(
    "bot_difference",
    tables=["pulse"],
    estimand="bot minus human, drawn by lot",
    right=f"Welch; found = equivalent within {MARGIN:g} points (both one-sided tests, 90 % "
    "interval inside)",
    naive="the same interval, but 'not significant' is read as 'the same': power is that of "
    "rejecting 0",
    screen=False,
)
def bot_difference(tables: Tables) -> Iterator[Finding]:
    """Compare a test of equivalence with a test of difference."""
    pulse = tables["pulse"]
    gap = mean_gap(pulse["osat"].to_numpy(float), pulse["bot"].to_numpy() == 1)
    inner = gap.interval(0.90)
    yield Finding("", RIGHT, gap.interval(), found=inner.low > -MARGIN and inner.high < MARGIN)
    yield Finding("", NAIVE, gap.interval())


@truth(
    "self_service",
    tables=["pulse"],
    estimand="effect on ces of being invited, and of using it (of those whom the invitation moves)",
    right="invited minus not invited; the lottery as instrument for use",
    naive="users minus non-users",
    screen=False,
)
def self_service(tables: Tables) -> Iterator[Finding]:
    """Compare the lottery with self-selected use."""
    pulse = tables["pulse"]
    ces = pulse["ces"].to_numpy(float)
    invited, used = pulse["invited"].to_numpy() == 1, pulse["used"].to_numpy() == 1
    invitation = minus(mean(ces[invited]), mean(ces[~invited]))
    yield Finding("invitation", RIGHT, invitation.interval())
    yield Finding("use", RIGHT, instrument(ces, used * 1.0, invited * 1.0).interval())
    yield Finding("use", NAIVE, mean_gap(ces, used).interval())
